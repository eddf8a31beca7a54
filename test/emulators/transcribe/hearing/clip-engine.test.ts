import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VoiceDetector } from '../../../../emulators/transcribe/hearing/clip-decoder.ts';
import { createClipEngine } from '../../../../emulators/transcribe/hearing/clip-engine.ts';
import { audioOf, VOICE } from './scripted-ear.ts';

function engineWithCounts() {
  const counts = { made: 0, reset: 0 };
  const createDetector = (): VoiceDetector => {
    counts.made++;
    return {
      onsetMs: 0,
      quietMs: 0,
      hearsVoice: (window) => window.some((sample) => sample > 0),
      reset: () => void counts.reset++,
    };
  };
  const engine = createClipEngine({ maxClipMs: 9_000, decode: () => '' }, createDetector);
  const open = () =>
    engine.createHearing({ language: 'en', stepMs: () => 400, firstSample: 0, knownSamples: 0, report: () => {} });
  return { engine, open, counts };
}

test('a detector is used again once its hearing is closed, fresh, and given back once', () => {
  const { open, counts } = engineWithCounts();
  const [one, two] = [open(), open()];
  assert.deepEqual(counts, { made: 2, reset: 0 });
  one.close?.();
  one.close?.();
  two.close?.();
  assert.deepEqual(counts, { made: 2, reset: 2 });

  for (const hearing of [open(), open()]) hearing.close?.();
  assert.equal(counts.made, 2);
  open();
  open();
  open();
  assert.equal(counts.made, 3);
});

test('utterances without any text are counted for all its hearings', () => {
  const { engine, open } = engineWithCounts();
  for (const hearing of [open(), open()]) {
    hearing.hear(audioOf([2, VOICE], [1, 0]));
    while (hearing.due !== undefined) hearing.work();
  }

  assert.equal(engine.emptyUtterances, 2);
});
