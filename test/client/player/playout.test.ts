import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PlayedReport } from '../../../src/client/player/played-report.ts';
import { Playout, type PlayoutLimits } from '../../../src/client/player/playout.ts';
import type { SpeechClip } from '../../../src/client/player/speech-clip.ts';

const HOLD_MS = 200;
const PER_MS = 16;

/** A voice-like tone at a third of full scale, with near-silence before and after. */
function sound(ms: number, { quietMs = 0, hz = 150 } = {}): Int16Array {
  return Int16Array.from({ length: ms * PER_MS }, (_, i) =>
    i < quietMs * PER_MS || i >= (ms - quietMs) * PER_MS
      ? 0
      : Math.round(
          8_000 * (Math.cos((2 * Math.PI * hz * i) / 16_000) + 0.5 * Math.cos((6 * Math.PI * hz * i) / 16_000)),
        ),
  );
}

const clip = (sequenceNumber: number, samples: Int16Array, more: Partial<SpeechClip> = {}): SpeechClip => ({
  samples,
  sequenceNumber,
  part: 1,
  isLast: true,
  resultId: 'r',
  segment: sequenceNumber,
  epoch: 0,
  ...more,
});

/** A player and its time, which moves only by `play`. */
class Desk {
  readonly reports: PlayedReport[] = [];
  readonly playout: Playout;
  nowMs = 0;

  constructor(limits: Partial<PlayoutLimits> = {}) {
    this.playout = new Playout({ limits, onReport: (report) => this.reports.push(report) });
  }

  push(...clips: SpeechClip[]): void {
    for (const each of clips) this.playout.push(each, this.nowMs);
  }

  /** @returns the output of so many ms, asked for in blocks. */
  play(ms: number, block = 128): Float32Array {
    const out = new Float32Array(ms * PER_MS);
    const from = this.nowMs;
    for (let at = 0; at < out.length; at += block) {
      this.playout.read(out.subarray(at, at + block), from + at / PER_MS);
    }
    this.nowMs = from + ms;
    return out;
  }
}

const toFloat = (samples: Int16Array) => Float32Array.from(samples, (sample) => sample / 32_768);
const near = (actual: number | undefined, expected: number, by: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= by, `${actual} is not within ${by} of ${expected}`);

test('a sentence alone is heard bit for bit, after the hold, and reported at its end', () => {
  const desk = new Desk();
  const said = sound(1_000, { quietMs: 200 });
  desk.push(clip(1, said, { text: 'hola' }));

  const before = desk.play(HOLD_MS);
  const out = desk.play(1_000);
  assert.ok(before.every((sample) => sample === 0));
  assert.deepEqual(out, toFloat(said));
  assert.deepEqual(desk.reports, [
    {
      resultId: 'r',
      segment: 1,
      epoch: 0,
      outcome: 'played',
      firstSoundAtMs: HOLD_MS,
      durationMs: 1_000,
      delayMs: HOLD_MS,
      queuedMs: 0,
      playbackRate: 1,
      text: 'hola',
    },
  ]);
  assert.equal(desk.playout.waitingMs, 0);
  assert.equal(desk.playout.rate, 1);
});

test('while something waits, speech is faster, at most 1.35, and every segment is reported once with its rate', () => {
  const desk = new Desk();
  desk.push(...[1, 2, 3].map((n) => clip(n, sound(2_000))));
  desk.play(1_000);
  assert.equal(desk.playout.rate, 1.35);
  desk.play(5_000);

  assert.deepEqual(
    desk.reports.map(({ segment, outcome }) => [segment, outcome]),
    [1, 2, 3].map((n) => [n, 'played']),
  );
  const [first, second, third] = desk.reports;
  assert.ok(first && second && third);
  near(first.playbackRate, 1.35, 0.03);
  near(second.playbackRate, 1.35, 0.03);
  assert.ok(third.playbackRate > 1.1 && third.playbackRate < 1.35, 'it catches up, and then takes its time');
  near(first.durationMs, 2_000 / 1.35, 40);
  near(second.firstSoundAtMs, first.firstSoundAtMs + first.durationMs, 1);
  near(third.firstSoundAtMs, second.firstSoundAtMs + second.durationMs, 1);
  assert.equal(first.queuedMs, 4_000);
  assert.equal(second.queuedMs, 2_000);
  near(second.delayMs, second.firstSoundAtMs, 0.001);
  assert.equal(desk.playout.rate, 1);
});

test('the rate never steps by more than 0.01 in a window, but out of silence', () => {
  const desk = new Desk();
  desk.push(clip(1, sound(3_000)));
  desk.play(1_000);
  assert.equal(desk.playout.rate, 1);
  desk.push(clip(2, sound(3_000)));
  const rates: number[] = [];
  for (let n = 0; n < 5_000; n++) {
    if (desk.play(1).at(-1) === 0) break; // the end: in silence the rate is 1
    rates.push(desk.playout.rate);
  }
  const steps = rates.slice(1).map((rate, n) => Math.abs(rate - (rates[n] as number)));
  assert.ok(Math.max(...rates) === 1.35);
  assert.ok(Math.max(...steps) <= 0.010_001, `${Math.max(...steps)}`);
});

test('pauses at the ends of sentences shrink to 50 ms each when something waits, and stay when nothing does', () => {
  const lengths = [false, true].map((isHurried) => {
    // Without the stretch, so that only pauses are measured.
    const desk = new Desk({ fastestRate: 1 });
    desk.push(clip(1, sound(1_000, { quietMs: 300 })));
    if (isHurried) desk.push(clip(2, sound(1_000, { quietMs: 300 })));
    desk.play(4_000);
    return desk.reports.map(({ durationMs }) => durationMs);
  });
  assert.deepEqual(lengths[0], [1_000]);
  // The second is late when it begins; by its end it has caught up.
  near(lengths[1]?.[0], 500, 1);
  assert.ok((lengths[1]?.[1] ?? 0) <= 750);
});

test('the pieces of a sentence are one segment; nothing is cut between them', () => {
  const desk = new Desk({ fastestRate: 1 });
  const [first, rest] = [sound(500, { quietMs: 100 }), sound(500, { quietMs: 100 })];
  const of = { resultId: 'r', segment: 7 };
  desk.push(clip(10, first, { ...of, isLast: false }), clip(11, rest, { ...of, part: 2 }), clip(20, sound(300)));
  const out = desk.play(1_000).subarray(HOLD_MS * PER_MS);

  // 50 ms of the first pause are cut, as the next sentence waits.
  assert.deepEqual(out.subarray(150 * PER_MS, 450 * PER_MS), toFloat(first).subarray(200 * PER_MS));
  assert.deepEqual(out.subarray(450 * PER_MS, 750 * PER_MS), toFloat(rest).subarray(0, 300 * PER_MS));
  desk.play(1_000);
  assert.deepEqual(
    desk.reports.map(({ segment }) => segment),
    [7, 20],
  );
});

test('a sentence whose rest never comes is reported after the wait for it, with what was played; what comes then is heard', () => {
  const desk = new Desk();
  desk.push(clip(1, sound(500), { isLast: false }));
  desk.play(HOLD_MS + 500 + 1_990);
  assert.deepEqual(desk.reports, []);
  desk.play(20);
  assert.deepEqual(
    desk.reports.map(({ outcome, durationMs }) => [outcome, durationMs]),
    [['played', 500]],
  );
  desk.push(clip(2, sound(500), { part: 2, segment: 1 }));
  assert.ok(desk.play(500).some((sample) => sample !== 0));
  desk.play(5_000);
  assert.equal(desk.reports.length, 1);
});

test('where a piece is not there in time, no sample jumps: the speech fades out, and in again', () => {
  const desk = new Desk();
  const said = sound(1_000);
  const of = { resultId: 'r', segment: 7 };
  desk.push(clip(10, said.subarray(0, 500 * PER_MS + 1), { ...of, isLast: false }));
  const before = desk.play(HOLD_MS + 700);
  desk.push(clip(11, said.subarray(500 * PER_MS + 1), { ...of, part: 2 }));
  const after = desk.play(400);

  const steepest = (samples: Float32Array) =>
    samples.reduce((most, sample, i) => Math.max(most, i === 0 ? 0 : Math.abs(sample - (samples[i - 1] as number))), 0);
  const out = Float32Array.from([...before.subarray((HOLD_MS + 10) * PER_MS), ...after]);
  // A fade of 80 samples adds a step of 1/81 of the loudness.
  assert.ok(steepest(out) <= steepest(toFloat(said)) + 0.37 / 81, `${steepest(out)}`);
  assert.ok(out.filter((sample) => sample === 0).length > 190 * PER_MS, 'there was a gap');
});

test('over 20 s behind, whole sentences are skipped, and each is reported once', () => {
  const desk = new Desk();
  for (let n = 1; n <= 8; n++) {
    desk.push(clip(n * 10, sound(1_500), { isLast: false, segment: n }));
    desk.push(clip(n * 10 + 1, sound(1_500), { part: 2, segment: n }));
  }
  const skipped = desk.reports.map(({ segment, outcome, durationMs }) => ({ segment, outcome, durationMs }));
  assert.deepEqual(
    skipped,
    [1, 2, 3, 4, 5].map((segment) => ({ segment, outcome: 'skipped', durationMs: 0 })),
  );
  desk.play(20_000);
  assert.deepEqual(
    desk.reports.slice(5).map(({ segment, outcome }) => [segment, outcome]),
    [6, 7, 8].map((segment) => [segment, 'played']),
  );
  assert.equal(desk.playout.counts.skipped, 10);
});

test('a sentence that comes after its turn is not heard, and reported as skipped; a repeated one is reported once', () => {
  const desk = new Desk();
  desk.push(clip(5, sound(300)), clip(5, sound(300)));
  desk.play(1_000);
  desk.push(clip(4, sound(300)), clip(5, sound(300)), clip(4, sound(300)));
  assert.ok(desk.play(1_000).every((sample) => sample === 0));
  assert.deepEqual(
    desk.reports.map(({ segment, outcome }) => [segment, outcome]),
    [
      [5, 'played'],
      [4, 'skipped'],
    ],
  );
});

test('speech without a resultId is heard and not reported', () => {
  const desk = new Desk();
  const { samples, sequenceNumber, part, isLast } = clip(1, sound(300));
  desk.push({ samples, sequenceNumber, part, isLast });
  assert.ok(desk.play(1_000).some((sample) => sample !== 0));
  assert.deepEqual(desk.reports, []);
});

test('another language: what sounds fades out, the rest is gone, nothing of it is reported, and numbers begin anew', () => {
  const desk = new Desk();
  desk.push(clip(100, sound(1_000)), clip(110, sound(1_000)));
  desk.play(500);
  desk.playout.reset();
  const out = desk.play(500);
  assert.ok(out.subarray(200).every((sample) => sample === 0));
  assert.equal(desk.playout.waitingMs, 0);
  desk.push(clip(1, sound(300)));
  desk.play(1_000);
  assert.deepEqual(
    desk.reports.map(({ segment }) => segment),
    [1],
  );
});

test('a talk whose translation is a quarter longer is followed without end: no skip, and the delay does not grow', () => {
  const desk = new Desk();
  for (let n = 0; n < 120; n++) {
    desk.push(clip(n, sound(3_125, { quietMs: 60 })));
    desk.play(2_500);
  }
  const delays = desk.reports.map(({ delayMs }) => delayMs);
  assert.equal(desk.playout.counts.skipped, 0);
  const late = delays.slice(-40);
  const early = delays.slice(8, 48);
  near(Math.max(...late), Math.max(...early), 20);
  assert.ok(Math.max(...delays) < 1_500, `${Math.max(...delays)}`);
});

test('in whatever order and at whatever time pieces come: each named segment is reported at most once, what sounded adds up, and memory of waiting is bounded', () => {
  const step = fc.record({
    sentence: fc.integer({ min: 0, max: 12 }),
    part: fc.integer({ min: 1, max: 3 }),
    afterMs: fc.integer({ min: 0, max: 1_500 }),
    durationMs: fc.integer({ min: 0, max: 900 }),
  });
  const block = fc.integer({ min: 1, max: 500 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), block, (steps, size) => {
      const desk = new Desk();
      let sounding = 0;
      const play = (ms: number) => {
        sounding += desk.play(ms, size).filter((sample) => sample !== 0).length;
      };
      for (const { sentence, part, afterMs, durationMs } of steps) {
        const samples = new Int16Array(durationMs * PER_MS).fill(1_000);
        desk.push(clip(sentence * 3 + part - 1, samples, { part, isLast: part === 3, segment: sentence }));
        play(afterMs);
      }
      play(30_000);
      assert.equal(desk.playout.waitingMs, 0);
      const names = desk.reports.map(({ segment }) => segment);
      assert.equal(new Set(names).size, names.length);
      const reported = desk.reports.reduce((sum, { durationMs }) => sum + durationMs * PER_MS, 0);
      assert.ok(reported <= sounding + 1, `${reported} reported, ${sounding} sounded`);
    }),
    { numRuns: 40 },
  );
});
