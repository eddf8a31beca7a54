/**
 * Measures the cost of a listener's player for a second of sound: `npx tsx tools/bench/playout.ts`. Prints CPU time of the
 * stretch alone at several rates, and of the whole player in blocks of 128 samples, as a browser's audio thread asks for them.
 */
import { SAMPLE_RATE_HZ, samplesToMs } from '../../src/audio/pcm.ts';
import { TimeStretch } from '../../src/audio/time-stretch.ts';
import { Playout } from '../../src/client/player/playout.ts';
import { speakWithFlite } from '../../testkit/speech/flite.ts';

const ROUNDS = 15;
const BLOCK = 128;
const PIECE = 200;

const said = speakWithFlite(
  'The river rises in the mountains. It runs through the old town, and at last it comes to the sea.',
);
const speech = Float32Array.from(said, (sample) => sample / 32_768);

/** @returns samples of output. */
function stretched(rate: number): number {
  const stretch = new TimeStretch();
  stretch.rate = rate;
  let samples = 0;
  for (let at = 0; at < speech.length; at += PIECE) samples += stretch.push(speech.subarray(at, at + PIECE)).length;
  return samples + stretch.flush().length;
}

/** @param clips how many wait at the beginning: with more than one, speech is faster. @returns samples of output. */
function played(clips: number): number {
  const playout = new Playout();
  for (let n = 0; n < clips; n += 1) {
    playout.push({ samples: said, sequenceNumber: n, part: 1, isLast: true, resultId: 'one', segment: n }, 0);
  }
  const out = new Float32Array(BLOCK);
  let samples = 0;
  while (playout.waitingMs > 0) {
    playout.read(out, samplesToMs(samples));
    samples += BLOCK;
  }
  return samples;
}

/** @returns the median of several rounds, ms of CPU for a second of output. */
function cost(work: () => number): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const from = process.cpuUsage();
    const samples = work();
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000 / (samples / SAMPLE_RATE_HZ);
  }).sort((a, b) => a - b);
  return times[ROUNDS >> 1] ?? Number.NaN;
}

const WAYS: Readonly<Record<string, () => number>> = {
  'stretch at 1': () => stretched(1),
  'stretch at 1.05': () => stretched(1.05),
  'stretch at 1.2': () => stretched(1.2),
  'stretch at 1.35': () => stretched(1.35),
  'player, nothing waiting': () => played(1),
  'player, two more waiting': () => played(3),
};

for (const work of Object.values(WAYS)) work(); // warm
for (const [name, work] of Object.entries(WAYS)) {
  console.log(`${name.padEnd(32)} ${cost(work).toFixed(2)} ms of CPU a second of sound`);
}
