import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UtteranceTrack } from '../../../../emulators/transcribe/hearing/utterance-track.ts';
import { audioOf, RATE_HZ, scriptedEar, VOICE } from './scripted-ear.ts';

/** A word each so many seconds of the clip, no two alike in length: so the times of stable words are no whole samples. */
function wordsEach(seconds: number): (clip: Float32Array) => string {
  const words = ['a', 'bb', 'cccc', 'ddd', 'eeeeee', 'ff', 'ggggg'];
  return (clip) =>
    Array.from(
      { length: Math.floor(clip.length / RATE_HZ / seconds) },
      (_, i) => `${words[(i * 5) % words.length]}${i}`,
    ).join(' ');
}

const DIP = { every: 11_200, samples: 1_600 };
/** Voice without a pause that is soft for 100 ms every 700 ms. */
function endlessVoice(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, at) => (at % DIP.every < DIP.samples ? 0.01 : VOICE));
}

test('speech without a pause is cut in soft places, cut after cut, with stable words before each', () => {
  let [cuts, afterStable] = [0, 0];
  for (const [i, cadence] of [0.31, 0.37, 0.45, 0.29].entries()) {
    const lead = 13 + i * 160 * 7;
    const ear = scriptedEar({ decode: wordsEach(cadence) });
    ear.hearing.hear(new Float32Array(lead));
    const audio = endlessVoice(240);
    for (let at = 0; at < audio.length; at += 1_600) {
      ear.hearing.hear(audio.subarray(at, at + 1_600));
      const finals = ear.finals().length;
      while (ear.hearing.due === 'partial') ear.hearing.work();
      const wasStable = ear.results.at(-1)?.items.some(({ stable }) => stable) ?? false;
      while (ear.hearing.due === 'final') ear.hearing.work();
      const rest = ear.hearing.restingAt;
      assert.ok(rest === undefined || Number.isInteger(rest), `${rest}`);
      if (ear.finals().length === finals || rest === undefined) continue;
      cuts++;
      if (wasStable) afterStable++;
      assert.ok((rest - lead) % DIP.every < DIP.samples, `cut at ${rest}`);
    }
  }
  assert.ok(cuts > 100 && afterStable > cuts / 2, `${afterStable} of ${cuts}`);
});

test('every place of a track is a whole sample, whatever a detector says', () => {
  const places: number[] = [];
  let windows = 0;
  const track = new UtteranceTrack({
    detector: {
      onsetMs: 160.3,
      get quietMs() {
        return windows % 40 > 30 ? 130.7 : 0;
      },
      hearsVoice: () => ++windows % 500 > 5,
      reset() {},
    },
    maxClipMs: 9_000.03,
    firstSample: 7,
    floor: 9,
    open: (open) => {
      places.push(open.from, open.voiceFrom);
      return open;
    },
    close: ({ utterance, clip, voiceTo }) => places.push(voiceTo, utterance.from + clip.length),
    settledTo: ({ from }) => from,
  });
  track.hear(audioOf([60, VOICE]));
  track.finish();

  assert.ok(places.length > 20 && places.every(Number.isInteger), `${places}`);
});
