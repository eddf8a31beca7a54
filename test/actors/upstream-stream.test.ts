import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AudioIntake } from '../../src/actors/audio-intake.ts';
import { type Transcript, Transcripts } from '../../src/actors/transcripts.ts';
import { UpstreamStream } from '../../src/actors/upstream-stream.ts';
import type { StreamReport } from '../../src/machines/transcription.machine.ts';
import { ActorBench } from '../support/actors/actor-bench.ts';
import { settled } from '../support/actors/fake-clock.ts';
import { result } from '../support/actors/fake-transcription.ts';
import { speechOf, stampedPcm, stretchesOf } from '../support/actors/stamped-pcm.ts';

const STALL_MS = 10_000;
const SILENCE_MS = 60_000;
const SAMPLES_100_MS = 1_600;

function setUp({ pulls = true, silenceMs = SILENCE_MS } = {}) {
  const bench = new ActorBench();
  const { clock, metrics, transcription } = bench;
  transcription.pulls = pulls;
  const intake: AudioIntake = bench.intake();
  const heard: Transcript[] = [];
  const transcripts = new Transcripts({
    onCovered: (sample) => intake.coverTo(sample),
    onTranscript: (transcript) => heard.push(transcript),
  });
  const reports: StreamReport[] = [];
  let spoken = 0;
  const open = (number = 1, standby = false) =>
    new UpstreamStream(
      {
        port: transcription,
        sourceLanguage: 'en',
        intake,
        transcripts,
        clock,
        metrics,
        timings: { stallMs: STALL_MS, silenceMs },
      },
      { number, standby },
      (report) => reports.push(report),
    );
  const chunk = (ms: number) => {
    intake.offer(stampedPcm(spoken, ms * 16), clock.now());
    spoken += ms * 16;
  };
  const speak = async (ms: number) => {
    for (let at = 0; at < ms; at += 20) {
      chunk(20);
      await clock.advance(20);
    }
  };
  const types = () => reports.map((report) => report.type);
  return { ...{ clock, metrics, transcription, intake, heard, reports, types, open, chunk, speak } };
}

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

test('100 ms of audio go out at once, and frames are never over 16 KiB', async () => {
  const { transcription, open, chunk } = setUp();
  open();

  for (let at = 0; at < 5; at += 1) chunk(20);
  await settled();
  assert.deepEqual(
    transcription.last.frames.map((frame) => frame.byteLength),
    [3_200],
  );
  chunk(1_024);
  await settled();

  assert.deepEqual(
    transcription.last.frames.slice(1).map((frame) => frame.byteLength),
    [16_384, 16_384],
  );
});

test('the gate closing flushes what was gathered, and silence follows at once', async () => {
  const { transcription, intake, open, chunk } = setUp();
  open();
  chunk(20);

  intake.setGate('paused', 1);
  await settled();

  assert.deepEqual(stretchesOf(transcription.last.frames), [
    { kind: 'speech', from: 0, samples: 320 },
    { kind: 'silence', from: 0, samples: SAMPLES_100_MS },
  ]);
});

test('an open gate without audio gets no silence for a second: the audio may be late', async () => {
  const { clock, transcription, open, chunk } = setUp();
  open();
  chunk(100);

  await clock.advance(999);
  assert.equal(transcription.last.frames.length, 1);
  await clock.advance(1);

  assert.equal(transcription.last.frames.length, 2);
});

test('silence flows in real time for five seconds after the last audio, then every five seconds', async () => {
  const { clock, transcription, intake, open, chunk } = setUp();
  open();
  chunk(100);
  await settled();
  transcription.last.hear();
  intake.setGate('muted', 1);
  const silences = () => transcription.last.frames.length - 1;

  await clock.advance(1_000);
  assert.equal(silences(), 11);
  await clock.advance(4_000);
  assert.equal(silences(), 51);
  await clock.advance(4_999);
  assert.equal(silences(), 51);
  await clock.advance(1);
  assert.equal(silences(), 52);
  await clock.advance(10_000);

  assert.equal(silences(), 54);
});

test('audio that comes back follows the silence, and the silence is not on its clock', async () => {
  const { clock, transcription, intake, heard, open, chunk } = setUp();
  open();
  chunk(1_000);
  intake.setGate('paused', 1);
  await clock.advance(450);
  intake.setGate(undefined, 1);
  chunk(1_000);
  await settled();
  assert.deepEqual(
    stretchesOf(transcription.last.frames).map(({ kind, samples }) => [kind, samples]),
    [
      ['speech', 16_000],
      ['silence', 5 * SAMPLES_100_MS],
      ['speech', 16_000],
    ],
  );

  transcription.last.hear(result('final', 1_600, 2_000));

  assert.deepEqual([heard[0]?.startTimeMs, heard[0]?.endTimeMs], [1_100, 1_500]);
});

test('an answered stream says quiet when the silence time is over, also between two silences, and not before', async () => {
  for (const silenceMs of [SILENCE_MS, 7_300]) {
    const { clock, transcription, intake, reports, types, open, chunk } = setUp({ silenceMs });
    open(4);
    chunk(100);
    await settled();
    transcription.last.hear();
    intake.setGate('paused', 1);

    await clock.advance(silenceMs - 1);
    assert.deepEqual(types(), ['stream.opened']);
    await clock.advance(1);

    assert.deepEqual(reports.at(-1), { type: 'stream.quiet', stream: 4 });
  }
});

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

test('audio flows before the service has answered', async () => {
  const { transcription, open, chunk } = setUp();
  transcription.script = () => {};
  open();
  chunk(100);
  await settled();

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 1_600]]);
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

test('a standby keeps itself alive with silence and takes no audio until it takes over', async () => {
  const { clock, transcription, intake, open, speak } = setUp();
  const first = open(1);
  const standby = open(2, true);
  await speak(500);
  await clock.advance(40);
  const [old, next] = transcription.streams;
  assert.deepEqual(speechOf(old?.frames ?? []), [[0, 8_000]]);
  assert.deepEqual(
    stretchesOf(next?.frames ?? []).map(({ kind }) => kind),
    ['silence'],
  );
  assert.equal(next?.frames.length, 6);

  first.release();
  standby.takeOver();
  standby.takeOver();
  await clock.advance(40);

  assert.deepEqual(speechOf(next?.frames ?? []), [[0, 8_000]]);
  assert.equal(intake.hasWaiting, false);
  standby.release();
});

test('the silence a standby was kept alive with is mapped out of its times', async () => {
  const { clock, transcription, intake, heard, open, speak } = setUp();
  const first = open(1);
  await speak(1_000);
  transcription.last.hear(result('final', 0, 400));
  const standby = open(2, true);
  await clock.advance(250);
  first.release();
  standby.takeOver();
  await settled();
  const lead = 3 * 100;

  transcription.last.hear(result('final', lead, lead + 200));

  assert.deepEqual([heard[1]?.startTimeMs, heard[1]?.endTimeMs], [400, 600]);
  assert.equal(intake.isOwing, true);
});

test('what a standby hears before it takes over is no transcript', () => {
  const { transcription, heard, types, open } = setUp();
  const standby = open(2, true);

  transcription.last.hear(result('final', 0, 500));

  assert.deepEqual(heard, []);
  assert.deepEqual(types(), ['stream.opened', 'stream.proven']);
  standby.release();
});

test('a finish sends what waits, ends the audio, and takes no more', async () => {
  const { clock, transcription, intake, types, open, chunk } = setUp();
  const stream = open();
  chunk(20);
  stream.finish();
  chunk(20);
  await settled();

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 320]]);
  assert.equal(transcription.last.gotEndFrame, true);
  assert.equal(intake.hasWaiting, true);
  assert.deepEqual(types(), ['stream.opened', 'stream.ended']);
  assert.equal(clock.pending, 0);
});

test('a clean end covers the audio that was sent, and no more', async () => {
  const { intake, open, chunk } = setUp();
  const stream = open();
  chunk(500);
  stream.finish();
  await settled();
  assert.equal(intake.isOwing, false);
  chunk(300);

  assert.deepEqual(
    intake.attach(() => {}),
    { startSample: 8_000, replayedMs: 300 },
  );
});

test('an unclean end while finishing leaves the audio owed', async () => {
  const { transcription, intake, reports, open, chunk } = setUp();
  const stream = open();
  transcription.last.onEndFrame = (upstream) => upstream.die('connectionLost');
  chunk(500);
  stream.finish();
  await settled();

  assert.equal(intake.isOwing, true);
  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'connectionLost', owed: true });
});

test('an upstream that does not pull keeps the audio in the queue; nothing is lost when it pulls again', async () => {
  const { clock, transcription, intake, metrics, open, speak } = setUp({ pulls: false });
  const stream = open();
  await speak(8_000);
  assert.equal(intake.hasWaiting, true);

  void transcription.last.pullAll();
  await settled();
  assert.equal(intake.hasWaiting, false);
  stream.finish();
  await clock.advance(0);

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 128_000]]);
  assert.equal(transcription.last.bytes, 8_000 * 32);
  assert.equal(metrics.total('AudioBufferOverflows'), 0);
  assert.equal(transcription.last.gotEndFrame, true);
});

test('no silence is put into speech that waits for the upstream to pull, and the outlet does not grow', async () => {
  const { clock, transcription, intake, open, speak } = setUp({ pulls: false });
  open();
  await speak(4_000);
  await clock.advance(4_000);
  intake.setGate('paused', 1);
  await clock.advance(1_900);
  assert.equal(intake.hasWaiting, true);

  void transcription.last.pullAll();
  await settled();

  assert.deepEqual(
    stretchesOf(transcription.last.frames).map(({ kind, samples }) => [kind, samples]),
    [
      ['speech', 64_000],
      ['silence', SAMPLES_100_MS],
    ],
  );
});

test('an upstream that never pulls at all is found out by the watchdog', async () => {
  const { clock, reports, open, speak } = setUp({ pulls: false });
  open();

  await speak(STALL_MS + 100);

  assert.deepEqual(reports.at(-1), { type: 'stream.failed', stream: 1, failure: 'stalled', owed: true });
  assert.equal(clock.pending, 0);
});

test('a full standby that nobody pulls waits without a timer', async () => {
  const { clock, transcription, open } = setUp({ pulls: false });
  const standby = open(2, true);
  await clock.advance(60_000);
  assert.equal(clock.pending, 0);

  await transcription.last.pull();
  await transcription.last.pull();
  assert.equal(clock.pending, 1);
  standby.release();

  assert.equal(clock.pending, 0);
});

test('a finish waits for an upstream that is slow to pull, then sends everything and the end', async () => {
  const { clock, transcription, open, chunk } = setUp({ pulls: false });
  const stream = open();
  for (let at = 0; at < 40; at += 1) chunk(100);
  stream.finish();
  await clock.advance(3_000);
  assert.equal(transcription.last.gotEndFrame, false);

  await transcription.last.pullAll();

  assert.deepEqual(speechOf(transcription.last.frames), [[0, 64_000]]);
  assert.equal(transcription.last.gotEndFrame, true);
});

test('after a release nothing more comes out, nothing more is said, and no timer is left', async () => {
  const { clock, transcription, intake, heard, types, open, chunk } = setUp({ pulls: false });
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
  assert.equal(intake.hasWaiting, true);
  transcription.last.sayLate({ type: 'results', results: [result('final', 0, 50)] });
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
  transcription.last.sayLate({ type: 'results', results: [result('final', 0, 50)] });
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

test('a reader who breaks off gets nothing more, and the audio waits for the next stream', async () => {
  const { clock, intake, transcription, open, chunk } = setUp({ pulls: false });
  const stream = open();
  chunk(100);
  for await (const _ of transcription.last.request.audio) break;
  chunk(100);
  await clock.advance(2_000);

  assert.equal(intake.hasWaiting, true);
  stream.release();
  assert.equal(clock.pending, 0);
});
