import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { speechOf, stretchesOf } from '../../support/actors/stamped-pcm.ts';
import { STALL_MS, STRANGER, setUpUpstream as setUp } from '../../support/actors/upstream-bench.ts';

const sentMs = (bytes: number) => bytes / 32;

test('a replay begins with a second of audio and goes on at ten times real time, in order, with one timer', async () => {
  const { clock, transcription, gate, open, chunk } = setUp({ replaySpeed: 10 });
  for (let at = 0; at < 40; at += 1) chunk(100);
  open();
  await settled();
  assert.equal(sentMs(transcription.last.bytes), 1_000);
  assert.equal(clock.pending, 1);

  await clock.advance(100);
  assert.equal(sentMs(transcription.last.bytes), 2_000);
  await clock.advance(200);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 64_000]]);
  assert.equal(gate.hasWaiting, false);
});

test('live audio waits behind the replay, and no longer than until that is caught up with', async () => {
  const { clock, transcription, gate, open, chunk, speak } = setUp({ replaySpeed: 10 });
  for (let at = 0; at < 28; at += 1) chunk(100);
  open();
  await speak(200);
  await clock.advance(40);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 48_000]]);
  assert.equal(gate.hasWaiting, false);
});

test('no silence is put into a replay, whatever the gate says', async () => {
  const { clock, transcription, gate, open, speak } = setUp({ replaySpeed: 2 });
  await speak(4_000);
  gate.set('muted', 1);
  open();
  await clock.advance(1_000);
  assert.deepEqual(
    stretchesOf(transcription.last.frames).map(({ kind }) => kind),
    ['speech'],
  );
  await clock.advance(1_000);

  assert.deepEqual(
    stretchesOf(transcription.last.frames).map(({ kind }) => kind),
    ['speech', 'silence'],
  );
});

test('a finish sends the whole replay before its end frame', async () => {
  const { clock, transcription, types, open, chunk } = setUp({ replaySpeed: 10 });
  for (let at = 0; at < 40; at += 1) chunk(100);
  const stream = open();
  stream.finish();
  await clock.advance(200);
  assert.equal(transcription.last.gotEndFrame, false);
  await clock.advance(200);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 64_000]]);
  assert.deepEqual(types(), ['stream.opened', 'stream.ended']);
  assert.equal(clock.pending, 0);
});

test('a final in the middle of a replay covers what it is about, and the replay goes on', async () => {
  const { clock, transcription, gate, open, chunk } = setUp({ replaySpeed: 10 });
  for (let at = 0; at < 40; at += 1) chunk(100);
  open();
  await settled();
  transcription.last.hear(result('final', 0, 950));
  await clock.advance(300);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 64_000]]);
  assert.deepEqual([gate.open(STRANGER).startSample, gate.heldMs], [15_200, 3_050]);
});

test('while it waits for its turn nothing is sent and nothing can stall; then all its times begin', async () => {
  const { clock, transcription, metrics, reports, open, chunk } = setUp();
  transcription.script = (stream) => stream.wait();
  chunk(100);
  open();
  await clock.advance(3 * STALL_MS);
  assert.deepEqual(reports, [{ type: 'stream.queued', stream: 1 }]);
  assert.equal(clock.pending, 0);

  transcription.last.admit(3 * STALL_MS);
  chunk(100);
  await clock.advance(250);
  transcription.last.opened();
  assert.deepEqual(metrics.observed('TranscribeStreamInitLatency'), [250]);
  await clock.advance(STALL_MS - 251);
  assert.deepEqual(
    reports.map(({ type }) => type),
    ['stream.queued', 'stream.admitted', 'stream.opened'],
  );
  assert.deepEqual(speechOf(transcription.last.frames), [[0, 3_200]]);
  await clock.advance(1);

  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'stalled', owed: true });
});

test('a standby that had to wait for its turn begins with silence, as one that had not', async () => {
  const { clock, transcription, open } = setUp();
  transcription.script = (stream) => stream.wait();
  const standby = open(2, true);
  await clock.advance(20_000);
  const before = transcription.last.frames.length;
  transcription.last.admit(20_000);
  await clock.advance(300);

  assert.ok(transcription.last.frames.length - before >= 3);
  standby.release();
});

test('a stream that is to be finished with nothing owed is over before the service has it, and none is opened for it', () => {
  const { clock, transcription, types, open } = setUp();
  open(1, false, true);
  assert.equal(transcription.streams.length, 0);
  assert.deepEqual(types(), ['stream.ended']);

  transcription.script = () => {};
  const opening = open(2);
  opening.finish();
  opening.release();

  assert.deepEqual(types(), ['stream.ended', 'stream.ended']);
  assert.equal(transcription.last.signal.aborted, true);
  assert.equal(clock.pending, 0);
});

test('one that is to be finished and owes audio is opened for it, sends it and ends', async () => {
  const { transcription, types, open, chunk } = setUp();
  chunk(300);
  open(1, false, true);
  await settled();

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 4_800]]);
  assert.deepEqual(types(), ['stream.opened', 'stream.ended']);
});
