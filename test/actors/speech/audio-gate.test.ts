import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUDIO_LIMITS } from '../../../src/actors/speech/audio-gate.ts';
import { VoiceBlocks } from '../../../src/audio/emotion/voice-blocks.ts';
import { ActorBench } from '../../support/actors/actor-bench.ts';
import { stampedPcm } from '../../support/actors/stamped-pcm.ts';

for (const [error, name] of [
  [new RangeError('marker'), 'RangeError'],
  ['marker', 'unknown'],
] as const) {
  test(`emotion that fails with ${name} is neutral, counted and logged; the audio goes on`, (t) => {
    const bench = new ActorBench();
    const intake = bench.intake();
    t.mock.method(VoiceBlocks.prototype, 'accept', () => {
      throw error;
    });

    assert.equal(intake.offer(stampedPcm(0, 1_600), 0), undefined);

    assert.deepEqual(intake.emotion, { volume: 0.5, rate: 1, energy: 0.5 });
    assert.equal(intake.hasWaiting, true);
    assert.equal(bench.metrics.total('EmotionExtractionErrors'), 1);
    assert.deepEqual(
      bench.log.lines.map(({ level, metadata }) => [level, metadata.error]),
      [['error', name]],
    );
  });
}

test('every accepted chunk is measured, and unattended audio is announced each time', () => {
  const bench = new ActorBench();
  let unattended = 0;
  const intake = bench.intake(() => {
    unattended += 1;
  });

  intake.offer(stampedPcm(0, 320), 0);
  intake.setGate('muted', 1);
  intake.offer(stampedPcm(320, 320), 0);
  intake.setGate(undefined, 1);
  intake.attach(() => {});
  intake.offer(stampedPcm(320, 320), 0);

  assert.equal(unattended, 1);
  assert.equal(bench.metrics.observed('EmotionExtractionLatency').length, 2);
  assert.equal(bench.metrics.total('AudioChunksReceived'), 3);
});

test('a taker hears of each chunk and of the gate closing and opening, until it is detached; a stranger detaches nobody', () => {
  const intake = new ActorBench().intake();
  let calls = 0;
  const taker = () => {
    calls += 1;
  };
  intake.attach(taker);
  intake.offer(stampedPcm(0, 320), 0);
  intake.setGate('paused', 1);
  intake.setGate('paused', 0.5);
  intake.setGate(undefined, 0.5);
  assert.equal(calls, 3);

  intake.detach(() => {});
  intake.offer(stampedPcm(320, 320), 0);
  assert.equal(calls, 4);
  intake.detach(taker);
  intake.offer(stampedPcm(640, 320), 0);

  assert.equal(calls, 4);
});

test('audio nobody takes is bounded at a minute: the oldest goes, and is counted as lost', () => {
  const bench = new ActorBench({ audio: { ringMs: 200 } });
  const intake = bench.intake();

  for (let at = 0; at < 3; at += 1) intake.offer(stampedPcm(at * 1_600, 1_600), 0);

  assert.equal(bench.metrics.total('AudioBufferOverflows', { where: 'ring' }), 1);
  assert.equal(bench.metrics.total('AudioMsLost'), 100);
  assert.equal(intake.next()?.startSample, 1_600);
  assert.equal(AUDIO_LIMITS.ringMs, 60_000);
});

test('what a stream was sent and the ring let go of is lost only if the stream dies before its final', () => {
  for (const [coveredTo, lostMs] of [
    [0, 100],
    [400, 75],
    [1_600, 0],
    [9_999, 0],
  ] as const) {
    const bench = new ActorBench({ audio: { ringMs: 200 } });
    const intake = bench.intake();
    const taker = () => void intake.next();
    intake.attach(taker);
    for (let at = 0; at < 3; at += 1) intake.offer(stampedPcm(at * 1_600, 1_600), 0);
    assert.equal(bench.metrics.total('AudioMsLost'), 0);

    intake.coverTo(coveredTo);
    intake.detach(taker);
    intake.attach(taker);

    assert.equal(bench.metrics.total('AudioMsLost'), lostMs, `covered to ${coveredTo}`);
  }
});

test('what waits for a stream that is a whole ring behind is lost at once, and what that stream let pile up with it', () => {
  const bench = new ActorBench({ audio: { ringMs: 200 } });
  const intake = bench.intake();
  intake.attach(() => {});
  intake.offer(stampedPcm(0, 1_600), 0);
  intake.next();
  for (let at = 1; at < 4; at += 1) intake.offer(stampedPcm(at * 1_600, 1_600), 0);

  assert.equal(bench.metrics.total('AudioMsLost'), 200);
  assert.equal(intake.next()?.startSample, 3_200);
  assert.equal(intake.forfeit(), 200);
  assert.equal(bench.metrics.total('AudioMsLost'), 400);
});

test('what a stream leaves behind waits for the next one', () => {
  const intake = new ActorBench().intake();
  const taker = () => {};
  intake.offer(stampedPcm(0, 1_600), 0);
  intake.attach(taker);
  intake.next();
  assert.equal(intake.hasWaiting, false);

  intake.detach(taker);

  assert.equal(intake.hasWaiting, true);
});

test('what is forfeited is counted in milliseconds, and nothing of it is replayed', () => {
  const bench = new ActorBench();
  const intake = bench.intake();
  intake.offer(stampedPcm(0, 1_600), 0);
  intake.coverTo(400);

  assert.equal(intake.forfeit(), 75);
  assert.equal(intake.forfeit(), 0);

  assert.equal(bench.metrics.total('AudioMsLost'), 75);
  assert.equal(intake.hasWaiting, false);
  assert.deepEqual(
    intake.attach(() => {}),
    { startSample: 1_600, replayedMs: 0 },
  );
});
