/** Measures the cost of emotion analysis: `npx tsx tools/bench/emotion.ts`. Prints ms for 100 ms of audio, next to a plain loop. */

import { EmotionTracker } from '../../src/audio/emotion/emotion-tracker.ts';
import { SAMPLE_RATE_HZ, toPcm } from '../../src/audio/pcm.ts';
import { rms } from '../../src/audio/volume.ts';
import { speakWithFlite } from '../../testkit/speech/flite.ts';

const CHUNK_BYTES = 3_200; // 100 ms
const ROUNDS = 15;

const speech = toPcm(
  speakWithFlite('The river rises in the mountains. It runs through the old town, and at last it comes to the sea.'),
);
const chunks = Array.from({ length: Math.floor(speech.length / CHUNK_BYTES) }, (_, i) =>
  speech.slice(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
);

/** The least work that reads every sample. Measured beside the rest, it shows how fast the machine is at present. */
function baseline(): void {
  for (const chunk of chunks) {
    if (rms(new Int16Array(chunk.buffer)) > 1) throw new Error('louder than full scale');
  }
}

function following(): void {
  const tracker = new EmotionTracker();
  for (const chunk of chunks) tracker.accept(chunk);
}

function followingAndReading(): void {
  const tracker = new EmotionTracker();
  for (const chunk of chunks) {
    tracker.accept(chunk);
    tracker.read();
  }
}

/** @returns the median of several rounds, ms for 100 ms of audio. */
function cost(work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const from = performance.now();
    work();
    return (performance.now() - from) / chunks.length;
  }).sort((a, b) => a - b);
  return times[ROUNDS >> 1] ?? Number.NaN;
}

const baselineMs = cost(baseline);
console.log(`emotion, ${chunks.length} chunks of ${(CHUNK_BYTES / 2 / SAMPLE_RATE_HZ) * 1000} ms, median of ${ROUNDS}`);
for (const [name, work] of Object.entries({ baseline, following, followingAndReading })) {
  const ms = cost(work);
  console.log(`${name.padEnd(20)} ${ms.toFixed(4)} ms a 100 ms of audio, ${(ms / baselineMs).toFixed(1)} x baseline`);
}
