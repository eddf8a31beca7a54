import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings, SETTINGS } from '../../../src/server/config/settings.ts';

test('what is not set, or empty, has its default', () => {
  const defaults = Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]));

  assert.deepEqual(readSettings({}), { values: defaults, problems: [], warnings: [] });
  assert.deepEqual(readSettings(Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, ' ']))).values, defaults);
});

test('numbers are read as numbers, texts as they stand, without the blanks around', () => {
  const { values, problems } = readSettings({ PORT: ' 81 ', ALLOWED_ORIGINS: ' https://a.example ', NOT_OURS: 'x' });

  assert.deepEqual([values.PORT, values.ALLOWED_ORIGINS, problems], [81, 'https://a.example', []]);
  assert.ok(!('NOT_OURS' in values));
});

test('every value that is wrong is one line, all of them at once', () => {
  const { problems } = readSettings({ PORT: '-1', ADMIN_PORT: '1.5', AUDIO_BURST: 'many', CONNECTS_PER_MINUTE: '5' });

  assert.deepEqual(problems.map((line) => line.split(' ')[0]).sort(), [
    'ADMIN_PORT',
    'AUDIO_BURST',
    'CONNECTS_PER_MINUTE',
    'PORT',
  ]);
});
