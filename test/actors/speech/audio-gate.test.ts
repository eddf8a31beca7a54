import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUDIO_LIMITS } from '../../../src/actors/speech/audio-gate.ts';
import { VoiceBlocks } from '../../../src/audio/emotion/voice-blocks.ts';
import { ActorBench } from '../../support/actors/actor-bench.ts';
import { stampedPcm } from '../../support/actors/stamped-pcm.ts';
import { STRANGER } from '../../support/actors/upstream-bench.ts';

for (const [error, name] of [
  [new RangeError('marker'), 'RangeError'],
  ['marker', 'unknown'],
] as const) {
  test(`emotion that fails with ${name} is neutral, counted and logged; the audio goes on`, (t) => {
    const bench = new ActorBench();
    const gate = bench.gate();
    t.mock.method(VoiceBlocks.prototype, 'accept', () => {
      throw error;
    });

    assert.equal(gate.offer(stampedPcm(0, 1_600), 0), undefined);

    assert.deepEqual(gate.emotionOf(0, gate.nowMs), { volume: 0.5, rate: 1, energy: 0.5 });
    assert.equal(gate.hasWaiting, true);
    assert.equal(bench.metrics.total('EmotionExtractionErrors'), 1);
    assert.deepEqual(
      bench.log.lines.map(({ level, metadata }) => [level, metadata.error]),
      [['error', name]],
    );
  });
}

test('every accepted chunk is measured, and audio that no stream reads is announced each time', () => {
  const bench = new ActorBench();
  let unread = 0;
  const gate = bench.gate(() => {
    unread += 1;
  });

  gate.offer(stampedPcm(0, 320), 0);
  gate.set('muted', 1);
  gate.offer(stampedPcm(320, 320), 0);
  gate.set(undefined, 1);
  gate.open(STRANGER);
  gate.offer(stampedPcm(320, 320), 0);

  assert.equal(unread, 1);
  assert.equal(bench.metrics.observed('EmotionExtractionLatency').length, 2);
  assert.equal(bench.metrics.total('AudioChunksReceived'), 3);
});

test('a stream hears of each chunk and of the gate closing and opening, until its reader is closed', () => {
  const gate = new ActorBench().gate();
  let calls = 0;
  const reader = gate.open({
    askedSince: 0,
    wake: () => {
      calls += 1;
    },
  });
  gate.offer(stampedPcm(0, 320), 0);
  gate.set('paused', 1);
  gate.set('paused', 0.5);
  gate.set(undefined, 0.5);
  assert.equal(calls, 3);

  reader.close();
  gate.offer(stampedPcm(320, 320), 0);

  assert.equal(calls, 3);
});

test('one reader at a time: the one before reads nothing more, and closing it takes nothing from the present one', () => {
  const gate = new ActorBench().gate();
  gate.offer(stampedPcm(0, 320), 0);
  gate.offer(stampedPcm(320, 320), 0);
  const before = gate.open(STRANGER);
  assert.equal(before.next()?.startSample, 0);

  const present = gate.open(STRANGER);
  assert.deepEqual([before.hasWaiting, before.next()], [false, undefined]);
  assert.equal(present.next()?.startSample, 0);
  before.close();

  assert.equal(present.next()?.startSample, 320);
  assert.equal(present.hasWaiting, false);
});

test('audio that no stream reads is bounded at a minute: the oldest is evicted, and counted as lost', () => {
  const bench = new ActorBench({ audio: { ringMs: 200 } });
  const gate = bench.gate();

  for (let at = 0; at < 3; at += 1) gate.offer(stampedPcm(at * 1_600, 1_600), 0);

  assert.equal(bench.metrics.total('AudioBufferOverflows', { where: 'ring' }), 1);
  assert.equal(bench.metrics.total('AudioMsLost'), 100);
  assert.equal(gate.open(STRANGER).next()?.startSample, 1_600);
  assert.equal(AUDIO_LIMITS.ringMs, 60_000);
});

test('what a stream was sent and the ring evicted is lost only if the stream dies before its final', () => {
  for (const [coveredTo, lostMs] of [
    [0, 100],
    [400, 75],
    [1_600, 0],
    [9_999, 0],
  ] as const) {
    const bench = new ActorBench({ audio: { ringMs: 200 } });
    const gate = bench.gate();
    const reader = gate.open({ askedSince: 0, wake: () => void reader.next() });
    for (let at = 0; at < 3; at += 1) gate.offer(stampedPcm(at * 1_600, 1_600), 0);
    assert.equal(bench.metrics.total('AudioMsLost'), 0);

    gate.coverTo(coveredTo);
    reader.close();
    gate.open(STRANGER);

    assert.equal(bench.metrics.total('AudioMsLost'), lostMs, `covered to ${coveredTo}`);
  }
});

/** A full ring of 200 ms: of the two chunks that were evicted the stream was sent the first. */
function aRingBehind() {
  const bench = new ActorBench({ audio: { ringMs: 200 } });
  const gate = bench.gate();
  const reader = gate.open(STRANGER);
  gate.offer(stampedPcm(0, 1_600), 0);
  reader.next();
  for (let at = 1; at < 4; at += 1) gate.offer(stampedPcm(at * 1_600, 1_600), 0);
  return { bench, gate, reader };
}

test('what waits for a stream that is a whole ring behind is lost at once, and what it was sent when it ends', () => {
  const { bench, gate, reader } = aRingBehind();

  assert.equal(bench.metrics.total('AudioMsLost'), 100);
  assert.equal(reader.next()?.startSample, 3_200);
  assert.equal(gate.forfeit(), 200);
  assert.equal(bench.metrics.total('AudioMsLost'), 400);
});

test('a stream that is being finished still covers what it was sent, though audio behind it is evicted unsent', () => {
  const { bench, gate, reader } = aRingBehind();

  gate.coverTo(1_600);
  reader.close();

  assert.equal(bench.metrics.total('AudioMsLost'), 100);
});

test('what a stream leaves behind waits for the next one', () => {
  const gate = new ActorBench().gate();
  gate.offer(stampedPcm(0, 1_600), 0);
  const reader = gate.open(STRANGER);
  reader.next();
  assert.equal(gate.hasWaiting, false);

  reader.close();

  assert.equal(gate.hasWaiting, true);
});

test('what is forfeited is counted in milliseconds, and nothing of it is replayed', () => {
  const bench = new ActorBench();
  const gate = bench.gate();
  gate.offer(stampedPcm(0, 1_600), 0);
  gate.coverTo(400);

  assert.equal(gate.forfeit(), 75);
  assert.equal(gate.forfeit(), 0);

  assert.equal(bench.metrics.total('AudioMsLost'), 75);
  assert.equal(gate.hasWaiting, false);
  assert.deepEqual([gate.open(STRANGER).startSample, gate.heldMs], [1_600, 0]);
});
