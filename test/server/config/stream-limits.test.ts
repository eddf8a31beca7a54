import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SETTINGS } from '../../../src/server/config/settings.ts';
import { STREAM_QUOTAS } from '../../../src/server/config/stream-limits.ts';

test('the descriptions of the two limits name the numbers that hold where nothing is set', () => {
  const { aws, embedded } = STREAM_QUOTAS;

  for (const [name, quota] of [
    ['TRANSCRIBE_MAX_STREAMS', 'streams'],
    ['TRANSCRIBE_OPENINGS_PER_SECOND', 'openings'],
  ] as const) {
    const { meaning } = SETTINGS[name];
    assert.ok(
      meaning.includes(`${aws[quota]} in AWS mode`) && meaning.includes(`${embedded[quota]} in embedded mode`),
      meaning,
    );
  }
});
