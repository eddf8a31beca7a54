import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QUIRKS_FORM, readAsrQuirks } from '../../../src/integrations/emulators/asr-quirks.ts';

test('quirks are read in any order, with blanks', () => {
  assert.deepEqual(readAsrQuirks('Q', 'changed=0.01, moved=60'), {
    ok: true,
    quirks: { changedShare: 0.01, movedMs: 60 },
  });
  assert.deepEqual(readAsrQuirks('Q', 'unmarked,unpunctuated,seed=7,changed=1'), {
    ok: true,
    quirks: { unmarked: true, unpunctuated: true, seed: 7, changedShare: 1 },
  });
});

test('what is no quirk, or out of range, is one line that says what is', () => {
  for (const wrong of [
    '',
    'moved',
    'moved=0',
    'moved=1001',
    'moved=6.5',
    'changed=1.1',
    'changed=1%',
    'seed=-1',
    'x=1',
  ]) {
    assert.deepEqual(readAsrQuirks('Q', `unmarked,${wrong}`), {
      ok: false,
      problem: `Q takes ${QUIRKS_FORM}, separated by commas, not "${wrong}"`,
    });
  }
});
