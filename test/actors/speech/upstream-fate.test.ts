import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { STALL_MS, STRANGER, setUpUpstream as setUp } from '../../support/actors/upstream-bench.ts';

test('it stalls when audio was sent and nothing came for ten seconds; an empty answer winds the watchdog up', async () => {
  const { clock, transcription, metrics, reports, types, open, chunk } = setUp();
  const stream = open();
  chunk(100);
  await clock.advance(STALL_MS - 1);
  transcription.last.hear();
  await clock.advance(STALL_MS);
  assert.equal(types().includes('stream.failed'), false);

  chunk(100);
  await clock.advance(STALL_MS - 1);
  assert.equal(types().includes('stream.failed'), false);
  await clock.advance(1);

  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'stalled', owed: true });
  assert.equal(metrics.total('TranscribeErrors', { failure: 'stalled' }), 1);
  assert.equal(metrics.total('TranscribeStreamErrors'), 1);
  assert.equal(clock.pending, 0);
  stream.release();
});

test('after the last audio a stream that leaves five seconds of silence unanswered has gone dumb, if a final is owed', async () => {
  for (const answer of [[], [result('final', 0, 100)]]) {
    const { clock, transcription, reports, open, chunk } = setUp();
    open();
    chunk(100);
    await clock.advance(50);
    transcription.last.hear(...answer);
    await clock.advance(STALL_MS + 5_000);

    const isStalled = reports.some((report) => report.type === 'stream.failed' && report.failure === 'stalled');
    assert.equal(isStalled, answer.length === 0);
  }
});

test('an answer to the silence is as good as any; what was replayed and brings no final does not stall', async () => {
  const answered = setUp();
  answered.open();
  answered.chunk(100);
  await answered.clock.advance(4_000);
  answered.transcription.last.hear();
  await answered.clock.advance(20_000);
  assert.deepEqual(answered.types(), ['stream.opened']);

  const replayed = setUp();
  replayed.chunk(100);
  replayed.open();
  await replayed.clock.advance(50);
  replayed.transcription.last.hear();
  await replayed.clock.advance(20_000);
  assert.deepEqual(replayed.types(), ['stream.opened']);
});

test('a loop that was blocked for the whole time reads what came before it calls a stream dead', async () => {
  const { clock, transcription, types, open, chunk } = setUp();
  open();
  chunk(100);
  await settled();

  // Every timer is due at once, and the answer is read after them.
  clock.set(clock.now() + 2 * STALL_MS);
  transcription.last.hear();
  await clock.advance(STALL_MS - 1);
  assert.equal(types().includes('stream.failed'), false);
});

test('silence alone never stalls', async () => {
  const { clock, types, open } = setUp({ silenceMs: 120_000 });
  open();

  await clock.advance(100_000);

  assert.deepEqual(types(), ['stream.opened']);
});

test('opening is measured and reported with what it has to replay', async () => {
  const { clock, transcription, metrics, reports, open, chunk } = setUp();
  transcription.script = () => {};
  chunk(300);
  open();
  await clock.advance(250);
  transcription.last.opened();

  assert.deepEqual(reports, [{ type: 'stream.opened', stream: 1, replayedMs: 300 }]);
  assert.deepEqual(metrics.observed('TranscribeStreamInitLatency'), [250]);
  assert.deepEqual(
    [transcription.last.request.sourceLanguage, transcription.last.request.sampleRateHz],
    ['en', 16_000],
  );
});

test('it is proven by its first result, once; an empty answer proves nothing', async () => {
  const { transcription, types, open, chunk } = setUp();
  open();
  chunk(1_000);
  await settled();
  transcription.last.hear();
  assert.deepEqual(types(), ['stream.opened']);

  transcription.last.hear(result('partial', 0, 500));
  transcription.last.hear(result('final', 0, 900));

  assert.deepEqual(types(), ['stream.opened', 'stream.proven']);
});

test('a clean end covers the audio that was sent, and no more', async () => {
  const { gate, open, chunk } = setUp();
  const stream = open();
  chunk(500);
  stream.finish();
  await settled();
  assert.equal(gate.isOwing, false);
  chunk(300);

  assert.deepEqual([gate.open(STRANGER).startSample, gate.heldMs], [8_000, 300]);
});

test('a clean end in the middle of a word leaves the audio owed: its final never came', async () => {
  const { transcription, gate, reports, open, chunk } = setUp();
  const stream = open();
  chunk(500);
  await settled();
  transcription.last.hear(result('partial', 0, 500));
  stream.finish();
  await settled();

  assert.equal(gate.isOwing, true);
  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'endedEarly', owed: true });
});

test('a clean end after the final of the last word, or after an empty partial, owes nothing', async () => {
  for (const last of [result('final', 0, 500), result('partial', 500, 500, { text: '' })]) {
    const { transcription, gate, reports, open, chunk } = setUp();
    const stream = open();
    chunk(500);
    await settled();
    transcription.last.hear(result('partial', 0, 500), result('final', 0, 500), last);
    stream.finish();
    await settled();

    assert.equal(gate.isOwing, false);
    assert.equal(reports.at(-1)?.type, 'stream.ended');
  }
});

test('an unclean end while finishing leaves the audio owed', async () => {
  const { transcription, gate, reports, open, chunk } = setUp();
  const stream = open();
  transcription.last.onEndFrame = (upstream) => upstream.die('connectionLost');
  chunk(500);
  stream.finish();
  await settled();

  assert.equal(gate.isOwing, true);
  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'connectionLost', owed: true });
});

test('an upstream that never pulls at all is found out by the watchdog', async () => {
  const { clock, reports, open, speak } = setUp({ pulls: false });
  open();

  await speak(STALL_MS + 100);

  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'stalled', owed: true });
  assert.equal(clock.pending, 0);
});

test('after a release nothing more comes out, nothing more is said, and no timer is left', async () => {
  const { clock, transcription, gate, heard, types, open, chunk } = setUp({ pulls: false });
  const stream = open();
  chunk(100);
  stream.release();
  stream.release();
  stream.finish();
  stream.takeOver();
  chunk(100);
  await clock.advance(20_000);

  assert.equal(await transcription.last.pull(), undefined);
  assert.equal(transcription.last.signal.aborted, true);
  assert.equal(gate.hasWaiting, true);
  transcription.last.hearLate(result('final', 0, 50));
  assert.deepEqual(heard, []);
  assert.deepEqual(types(), ['stream.opened']);
  assert.equal(clock.pending, 0);
});

test('a stream that has ended reports nothing more', async () => {
  const { transcription, types, open, chunk } = setUp();
  open();
  chunk(100);
  await settled();
  transcription.last.die('internal');

  transcription.last.sayLate({ type: 'opened' });
  transcription.last.hearLate(result('final', 0, 50));
  transcription.last.sayLate({ type: 'ended', clean: true });
  transcription.last.sayLate({ type: 'ended', clean: false, failure: 'internal', detail: '' });

  assert.deepEqual(types(), ['stream.opened', 'stream.failed']);
});

test('a death before the opening returns is reported like any other', () => {
  const { clock, transcription, reports, open } = setUp();
  transcription.script = (stream) => stream.die('admission');

  const stream = open();
  stream.release();

  assert.deepEqual(reports, [{ type: 'stream.failed', stream: 1, failure: 'admission', owed: false }]);
  assert.equal(clock.pending, 0);
});
