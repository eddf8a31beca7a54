import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUDIO_LIMITS } from '../../src/actors/audio-intake.ts';
import { VoiceBlocks } from '../../src/audio/emotion/voice-blocks.ts';
import { ActorBench } from '../support/actors/actor-bench.ts';
import { stampedPcm } from '../support/actors/stamped-pcm.ts';

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

test('audio nobody takes is bounded at a minute: the oldest goes, and is counted', () => {
  const bench = new ActorBench({ audio: { ...AUDIO_LIMITS, queueBytes: 6_400 } });
  const intake = bench.intake();

  for (let at = 0; at < 3; at += 1) intake.offer(stampedPcm(at * 1_600, 1_600), 0);

  assert.equal(bench.metrics.total('AudioBufferOverflows', { where: 'queue' }), 1);
  assert.equal(intake.next()?.startSample, 1_600);
  assert.deepEqual([AUDIO_LIMITS.queueBytes, AUDIO_LIMITS.ringMs], [1_920_000, 60_000]);
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
