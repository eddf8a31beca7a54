import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSessionSettings } from '../../../src/server/config/session-settings.ts';
import { readSettings, SETTINGS } from '../../../src/server/config/settings.ts';

const settingsOf = (environment: Record<string, string> = {}) => readSessionSettings(readSettings(environment).values);

test('every variable of a session changes its settings', () => {
  const before = JSON.stringify(settingsOf());
  const names = Object.keys(SETTINGS).filter((name) =>
    /^(SESSION_(LIFE|DRAIN|LINGER)|SPEAKER_GRACE|STATUS_(INTERVAL|COLLECT)_MS|AUDIO_SILENT|REPLAY_RING|LISTENER_|MAX_(SESSIONS|LISTENERS)_PER|TRANSCRIBE_|TRANSLATION_(?!PIPELINE)|SEGMENT_)/.test(
      name,
    ),
  );

  assert.ok(names.length > 20, names.join(' '));
  for (const name of names)
    assert.notEqual(
      JSON.stringify(settingsOf({ [name]: name === 'SEGMENT_DEADLINE_MS' ? '1777' : '777' })),
      before,
      name,
    );
});

test('streams are as many as the mode has, more where the recogniser takes more, and as set where they are set', () => {
  assert.equal(settingsOf().maxStreams, 500);
  assert.equal(settingsOf({ EMBEDDED_ASR_MAX_STREAMS: '800' }).maxStreams, 800);
  assert.equal(settingsOf({ EMBEDDED_ASR_MAX_STREAMS: '8' }).maxStreams, 500);
  assert.equal(settingsOf({ ROSTRUM_MODE: 'aws', EMBEDDED_ASR_MAX_STREAMS: '800' }).maxStreams, 25);
  assert.equal(settingsOf({ ROSTRUM_MODE: 'aws', TRANSCRIBE_MAX_STREAMS: '7' }).maxStreams, 7);
});

test('openings a second are as many as the mode has, and as set where they are set', () => {
  assert.deepEqual(
    [{}, { ROSTRUM_MODE: 'aws' }, { TRANSCRIBE_OPENINGS_PER_SECOND: '3' }].map(
      (given) => settingsOf(given as Record<string, string>).openingsPerSecond,
    ),
    [100, 25, 3],
  );
});
