import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../support/actors/fake-clock.ts';
import { speechOf } from '../../support/actors/stamped-pcm.ts';
import { setUpUpstream as setUp } from '../../support/actors/upstream-bench.ts';

test('small chunks go out gathered, none held longer than 40 ms', async () => {
  const { clock, transcription, open, chunk, speak } = setUp();
  open();

  chunk(20);
  await clock.advance(39);
  assert.equal(transcription.last.frames.length, 0);
  await clock.advance(1);
  assert.deepEqual(
    transcription.last.frames.map((frame) => frame.byteLength),
    [640],
  );
  await speak(400);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 420 * 16]]);
  assert.equal(transcription.last.frames.length <= 12, true);
});

test('with gatherMs 0 each chunk goes out at once, by itself', async () => {
  const { transcription, open, chunk } = setUp({ gatherMs: 0 });
  open();

  for (const ms of [20, 5, 20]) chunk(ms);
  await settled();

  assert.deepEqual(
    transcription.last.frames.map((frame) => frame.byteLength),
    [640, 160, 640],
  );
});

test('40 ms of audio go out at once, and frames are never over 16 KiB', async () => {
  const { transcription, open, chunk } = setUp();
  open();

  for (let at = 0; at < 4; at += 1) chunk(20);
  await settled();
  assert.deepEqual(
    transcription.last.frames.map((frame) => frame.byteLength),
    [1_280, 1_280],
  );
  chunk(1_024);
  await settled();

  assert.deepEqual(
    transcription.last.frames.slice(2).map((frame) => frame.byteLength),
    [16_384, 16_384],
  );
});

test('audio flows before the service has answered', async () => {
  const { transcription, open, chunk } = setUp();
  transcription.script = () => {};
  open();
  chunk(100);
  await settled();

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 1_600]]);
});

test('a finish sends what waits, ends the audio, and takes no more', async () => {
  const { clock, transcription, gate, types, open, chunk } = setUp();
  const stream = open();
  chunk(20);
  stream.finish();
  chunk(20);
  await settled();

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 320]]);
  assert.equal(transcription.last.gotEndFrame, true);
  assert.equal(gate.hasWaiting, true);
  assert.deepEqual(types(), ['stream.opened', 'stream.ended']);
  assert.equal(clock.pending, 0);
});

test('an upstream that does not pull keeps the audio in the queue; nothing is lost when it pulls again', async () => {
  const { clock, transcription, gate, metrics, open, speak } = setUp({ pulls: false });
  const stream = open();
  await speak(8_000);
  assert.equal(gate.hasWaiting, true);

  void transcription.last.pullAll();
  await clock.advance(1_000);
  assert.equal(gate.hasWaiting, false);
  stream.finish();
  await clock.advance(0);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 128_000]]);
  assert.equal(transcription.last.bytes, 8_000 * 32);
  assert.equal(metrics.total('AudioBufferOverflows'), 0);
  assert.equal(transcription.last.gotEndFrame, true);
});

test('a finish waits for an upstream that is slow to pull, then sends everything and the end', async () => {
  const { clock, transcription, open, chunk } = setUp({ pulls: false });
  const stream = open();
  for (let at = 0; at < 40; at += 1) chunk(100);
  stream.finish();
  await clock.advance(3_000);
  assert.equal(transcription.last.gotEndFrame, false);

  void transcription.last.pullAll();
  await clock.advance(1_000);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 64_000]]);
  assert.equal(transcription.last.gotEndFrame, true);
});

test('a reader who breaks off gets nothing more, and the audio waits for the next stream', async () => {
  const { clock, gate, transcription, open, chunk } = setUp({ pulls: false });
  const stream = open();
  chunk(100);
  for await (const _ of transcription.last.request.audio) break;
  chunk(100);
  await clock.advance(2_000);

  assert.equal(gate.hasWaiting, true);
  stream.release();
  await clock.advance(1_000);
  assert.equal(clock.pending, 0);
});
