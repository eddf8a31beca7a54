import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StreamTimeline } from '../../src/audio/stream-timeline.ts';

const audio = (startMs: number, endMs: number) => ({ startSample: startMs * 16, endSample: endMs * 16 });

test('a stream that begins late has its offset added', () => {
  const timeline = new StreamTimeline(5_000 * 16);
  timeline.appendAudio(audio(5_000, 6_000));
  assert.equal(timeline.toSessionMs(0), 5_000);
  assert.equal(timeline.toSessionMs(250), 5_250);
  assert.equal(timeline.toSessionSample(250), 5_250 * 16);
});

test('a stream nothing was sent on is at its offset throughout', () => {
  const timeline = new StreamTimeline(160);
  assert.deepEqual([timeline.toSessionMs(0), timeline.toSessionMs(99), timeline.endSample], [10, 10, 160]);
});

test('keep-alive silence is not on the session clock', () => {
  const timeline = new StreamTimeline(0);
  timeline.appendAudio(audio(0, 1_000));
  timeline.appendSilence(2_000 * 16);
  timeline.appendAudio(audio(1_000, 2_000));

  assert.equal(timeline.toSessionMs(999), 999);
  for (const streamMs of [1_000, 1_500, 2_999, 3_000]) assert.equal(timeline.toSessionMs(streamMs), 1_000);
  assert.equal(timeline.toSessionMs(3_400), 1_400);
  assert.deepEqual([timeline.streamMs, timeline.silenceMs, timeline.endSample], [4_000, 2_000, 32_000]);
});

test('silence before any speech is at the offset', () => {
  const timeline = new StreamTimeline(1_600);
  timeline.appendSilence(1_600);
  timeline.appendAudio(audio(100, 200));
  assert.equal(timeline.toSessionMs(50), 100);
  assert.equal(timeline.toSessionMs(150), 150);
});

test('a time beyond what was sent is the end, one before the beginning is the beginning', () => {
  const timeline = new StreamTimeline(1_600);
  timeline.appendAudio(audio(100, 200));
  assert.equal(timeline.toSessionMs(5_000), 200);
  assert.equal(timeline.toSessionMs(-1), 100);
});

test('audio dropped before the stream is jumped over', () => {
  const timeline = new StreamTimeline(0);
  timeline.appendAudio(audio(0, 100));
  timeline.appendAudio(audio(300, 400));
  assert.equal(timeline.toSessionMs(99), 99);
  assert.equal(timeline.toSessionMs(150), 350);
});

test('audio sent twice is refused', () => {
  const timeline = new StreamTimeline(0);
  timeline.appendAudio(audio(0, 100));
  assert.throws(() => timeline.appendAudio(audio(50, 150)), /audio from sample 800 was sent before/);
});

test('hours of speech are one run, and so is silence sent in pieces', () => {
  const timeline = new StreamTimeline(0);
  for (let i = 0; i < 10_000; i++) timeline.appendAudio(audio(i * 100, (i + 1) * 100));
  for (let i = 0; i < 100; i++) timeline.appendSilence(1_600);
  timeline.appendSilence(0);
  assert.equal(timeline.runCount, 2);
});

test('with too many runs the oldest are forgotten, and what is left stays exact', () => {
  const timeline = new StreamTimeline(0, { maxRuns: 3 });
  for (let i = 0; i < 5; i++) {
    timeline.appendAudio(audio(i * 100, (i + 1) * 100));
    timeline.appendSilence(1_600);
  }
  assert.deepEqual([timeline.runCount, timeline.forgottenRuns], [3, 7]);
  assert.equal(timeline.toSessionMs(850), 450); // the last speech run, from 800 on the stream
  assert.equal(timeline.toSessionMs(0), 400); // forgotten: where memory begins, at the end of the fourth speech run
});

const sent = fc.oneof(
  fc.record({ speech: fc.integer({ min: 1, max: 500 }), gap: fc.constantFrom(0, 0, 0, 40) }),
  fc.record({ silence: fc.integer({ min: 1, max: 500 }) }),
);

test('each sample of speech maps back to its own place, each of silence to where it was put in', () => {
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 40 }), fc.integer({ min: 0, max: 1_000 }), (steps, offset) => {
      const timeline = new StreamTimeline(offset);
      const truth: number[] = [];
      let session = offset;
      for (const step of steps) {
        if ('silence' in step) {
          timeline.appendSilence(step.silence);
          for (let i = 0; i < step.silence; i++) truth.push(session);
        } else {
          session += step.gap;
          timeline.appendAudio({ startSample: session, endSample: session + step.speech });
          for (let i = 0; i < step.speech; i++) truth.push(session++);
        }
      }
      for (const [streamSample, expected] of truth.entries()) {
        assert.equal(timeline.toSessionMs(streamSample / 16), expected / 16);
        assert.equal(timeline.toSessionSample(streamSample / 16), expected);
      }
      assert.equal(timeline.endSample, session);
    }),
  );
});

test('session time never goes back as stream time goes on', () => {
  fc.assert(
    fc.property(
      fc.array(sent, { maxLength: 40 }),
      fc.array(fc.double({ min: -5, max: 1_300, noNaN: true }), { minLength: 2, maxLength: 30 }),
      (steps, times) => {
        const timeline = new StreamTimeline(100, { maxRuns: 8 });
        for (const step of steps) {
          if ('silence' in step) timeline.appendSilence(step.silence);
          else {
            const startSample = timeline.endSample + step.gap;
            timeline.appendAudio({ startSample, endSample: startSample + step.speech });
          }
        }
        const mapped = times.sort((a, b) => a - b).map((time) => timeline.toSessionMs(time));
        for (const [i, value] of mapped.entries()) assert.ok(i === 0 || value >= (mapped[i - 1] ?? 0));
      },
    ),
  );
});
