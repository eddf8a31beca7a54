import assert from 'node:assert/strict';
import { test } from 'node:test';
import { othersIn } from '../../web/src/speak/desk/audience-count.ts';

function others(listeners: number, byLanguage: Record<string, number>, monitor?: string) {
  return othersIn({ listeners, byLanguage }, monitor);
}

test('without a monitor everybody counts', () => {
  assert.deepEqual(others(3, { es: 2, ca: 1 }), { listeners: 3, byLanguage: { es: 2, ca: 1 } });
  assert.deepEqual(others(0, {}), { listeners: 0, byLanguage: {} });
});

test('the speaker’s own monitor is no listener', () => {
  assert.deepEqual(others(3, { es: 2, ca: 1 }, 'es'), { listeners: 2, byLanguage: { es: 1, ca: 1 } });
  assert.deepEqual(others(3, { es: 2, ca: 1 }, 'ca'), { listeners: 2, byLanguage: { es: 2 } });
  assert.deepEqual(others(1, { es: 1 }, 'es'), { listeners: 0, byLanguage: {} });
});

test('a status without the monitor’s language does not count it', () => {
  assert.deepEqual(others(2, { ca: 2 }, 'es'), { listeners: 2, byLanguage: { ca: 2 } });
});
