import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SESSION_SETTINGS } from '../../../src/actors/session/session-settings.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { speechOf } from '../../support/actors/stamped-pcm.ts';

const finalsOf = (bench: SessionBench) => bench.speaker.of('transcript').filter(({ isPartial }) => !isPartial);
const rangesOf = (bench: SessionBench) => finalsOf(bench).map(({ startTimeMs, endTimeMs }) => [startTimeMs, endTimeMs]);

test('a stream that dies is followed by one that gets exactly the samples from the end of the last final on', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1');
  await bench.speak(2_000);
  bench.transcription.last.hear(result('final', 0, 1_000.3125, { text: 'one' }));
  await bench.speak(500);
  bench.transcription.last.die('internal');
  assert.equal(bench.chunk(100), undefined);
  await bench.clock.advance(100);
  await bench.speak(500);
  await bench.clock.advance(40);

  assert.equal(bench.transcription.streams.length, 2);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[16_005, 3_100 * 16]]);
  bench.transcription.last.hear(result('final', 0, 900, { text: 'two', resultId: 'other' }));
  await settled();

  assert.deepEqual(rangesOf(bench), [
    [0, 1_000.3125],
    [1_000.3125, 1_900.3125],
  ]);
  assert.deepEqual(bench.translation.texts, ['one', 'two']);
});

test('the speaker is told that transcription was interrupted and restored, with the attempt and what is replayed', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 400));
  bench.transcription.last.die('connectionLost');
  await bench.clock.advance(100);

  const head = { sessionId: 'brave-otter-001', timestamp: 1_700_000_001 };
  assert.deepEqual(bench.speaker.messages.slice(-2), [
    { type: 'transcriptionInterrupted', ...head, reason: 'connectionLost', attempt: 1 },
    { type: 'transcriptionRestored', ...head, attempt: 1, replayedMs: 600 },
  ]);
  assert.deepEqual(listener.messages, []);
});

test('what the next stream says again of a stretch that a final has covered is not repeated', async () => {
  const bench = new SessionBench();
  await bench.speak(2_000);
  const [first] = bench.transcription.streams;
  first?.hear(result('final', 0, 1_000));
  first?.die('internal');
  await bench.clock.advance(100);

  // A service that rounds: the first word of the replay ends where the last final did.
  bench.transcription.last.hear(result('final', 0, 5), result('partial', 0, 8));

  assert.deepEqual(rangesOf(bench), [[0, 1_000]]);
});

test('an idle death with audio owed reopens at once and is charged to nobody; without, the next audio reopens', async () => {
  const bench = new SessionBench();
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 500));
  bench.transcription.last.die('idle');
  await settled();
  assert.equal(bench.transcription.streams.length, 2);
  await bench.clock.advance(40);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[8_000, 16_000]]);

  bench.transcription.last.hear(result('final', 0, 500));
  bench.transcription.last.die('idle');
  await bench.clock.advance(1_000);
  assert.equal(bench.transcription.streams.length, 2);
  assert.equal(bench.session.load.openStreams, 0);
  bench.chunk(100);
  await settled();

  assert.equal(bench.transcription.streams.length, 3);
  assert.deepEqual(bench.speaker.of('transcriptionInterrupted'), []);
});

test('deaths follow each other until the window is over; then the audio is given up and counted, and dropped as failed', async () => {
  const bench = new SessionBench();
  bench.transcription.script = (stream) => stream.die('unavailable');
  bench.chunk(1_000);
  await bench.clock.advance(30_000);

  assert.equal(bench.speaker.of('transcriptionFailed')[0]?.reason, 'unavailable');
  assert.equal(bench.metrics.total('AudioMsLost'), 1_000);
  assert.equal(bench.chunk(), 'failed');
  assert.equal(bench.session.load.openStreams, 0);
  assert.equal(bench.session.isLive, true);
  const tries = bench.transcription.streams.length;

  await bench.clock.advance(30_000);
  assert.equal(bench.transcription.streams.length, tries);
  bench.transcription.script = (stream) => stream.opened();
  assert.equal(bench.chunk(100), undefined);
  await settled();

  assert.equal(bench.transcription.streams.length, tries + 1);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[16_000, 17_600]]);
});

test('after a failure resumeBroadcast tries again at once', async () => {
  const bench = new SessionBench();
  bench.transcription.script = (stream) => stream.die('badRequest');
  bench.chunk(100);
  await settled();
  assert.equal(bench.chunk(), 'failed');

  bench.transcription.script = (stream) => stream.opened();
  bench.session.control({ action: 'resumeBroadcast' }, bench.clock.now());

  assert.equal(bench.chunk(), undefined);
  assert.equal(bench.transcription.openCount, 1);
});

test('a port that throws in spite of its promise fails transcription, and leaves nothing open', async () => {
  const bench = new SessionBench();
  bench.transcription.script = () => {
    throw new Error('a bug');
  };
  bench.chunk(100);
  await settled();

  assert.equal(bench.speaker.of('transcriptionFailed').length, 1);
  assert.equal(bench.session.isLive, true);
  assert.equal(bench.session.load.openStreams, 0);
});

test('a roll changes streams without losing or doubling a sample, and the speaker hears nothing of it', async () => {
  const transcription = { ...DEFAULT_SESSION_SETTINGS.transcription, rollAfterMs: 2_000 };
  const bench = new SessionBench({ transcription });
  bench.transcription.script = (stream) => {
    if (bench.transcription.streams.length === 1) stream.opened();
  };
  await bench.speak(1_000);
  const [first] = bench.transcription.streams;
  first?.hear(result('final', 0, 500));
  await bench.speak(2_500);
  first?.hear(result('final', 500, 2_000));
  assert.equal(bench.session.load.openStreams, 2);
  const second = bench.transcription.last;
  const leadMs = second.bytes / 32;
  assert.equal(leadMs > 0, true);
  second.opened();
  await bench.speak(500);
  await bench.clock.advance(40);

  assert.equal(bench.session.load.openStreams, 1);
  assert.equal(first?.isOver, true);
  assert.deepEqual(speechOf(second.frames), [[32_000, 64_000]]);
  second.hear(result('final', leadMs, leadMs + 2_000, { resultId: 'other' }));
  assert.deepEqual(rangesOf(bench), [
    [0, 500],
    [500, 2_000],
    [2_000, 4_000],
  ]);
  assert.deepEqual(bench.speaker.of('transcriptionInterrupted'), []);
});

test('over a minute without a final the oldest audio goes, and is counted', async () => {
  const bench = new SessionBench();
  bench.transcription.script = () => {};
  const settings = DEFAULT_SESSION_SETTINGS.audio;
  for (let at = 0; at < settings.ringMs + 1_000; at += 1_000) bench.chunk(1_000);

  assert.equal(bench.metrics.total('AudioBufferOverflows', { where: 'ring' }), 1);
});

/** Backing off for long, after a stream died. */
async function setUpBackingOff({ owing }: { owing: boolean }) {
  const transcription = { ...DEFAULT_SESSION_SETTINGS.transcription, backoffBaseMs: 60_000, backoffCapMs: 60_000 };
  const bench = new SessionBench({ transcription });
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, owing ? 900 : 1_000));
  bench.transcription.last.die('connectionLost');
  await settled();
  assert.equal(bench.session.load.openStreams, 0);
  return bench;
}

test('endSession while backing off is at once when nothing is owed, and opens no stream', async () => {
  const bench = await setUpBackingOff({ owing: false });

  bench.session.end('ended', 'speaker-1');
  await settled();

  assert.equal(bench.speaker.closedWith, 'ended');
  assert.equal(bench.transcription.streams.length, 1);
  assert.equal(bench.clock.pending, 0);
});

test('endSession while backing off opens a stream at once for what is owed, and its final comes before the end', async () => {
  const bench = await setUpBackingOff({ owing: true });
  bench.transcription.script = (stream) => {
    stream.onEndFrame = () => {
      stream.hear(result('final', 0, 100, { text: 'last' }));
      stream.endClean();
    };
    stream.opened();
  };

  bench.session.end('ended', 'speaker-1');
  await settled();

  assert.deepEqual(speechOf(bench.transcription.last.frames), [[14_400, 16_000]]);
  assert.equal(finalsOf(bench).at(-1)?.text, 'last');
  assert.equal(bench.speaker.closedWith, 'ended');
});

test('endSession while a stream is being opened that owes nothing waits for nobody', async () => {
  const bench = new SessionBench();
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 1_000));
  bench.transcription.script = () => {};
  bench.transcription.last.die('connectionLost');
  await bench.clock.advance(100);
  assert.equal(bench.session.load.openStreams, 1);

  bench.session.end('ended', 'speaker-1');
  await settled();

  assert.equal(bench.speaker.closedWith, 'ended');
  assert.equal(bench.transcription.openCount, 0);
  assert.equal(bench.clock.pending, 0);
});

test('the last sentence before a silence is not lost by a service that never ends its stream: another one gets it', async () => {
  const upstream = { ...DEFAULT_SESSION_SETTINGS.upstream, silenceMs: 4_000 };
  const bench = new SessionBench({ upstream });
  bench.transcription.script = (stream) => {
    stream.onEndFrame = () => {};
    stream.opened();
  };
  await bench.speak(1_000);
  bench.session.control({ action: 'pauseBroadcast' }, bench.clock.now());
  await bench.clock.advance(3_000);
  bench.transcription.last.hear();
  bench.transcription.script = (stream) => stream.opened();
  await bench.clock.advance(1_000 + DEFAULT_SESSION_SETTINGS.transcription.finishTimeoutMs);

  assert.equal(bench.transcription.streams.length, 2);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[0, 16_000]]);
  await bench.over();
});

test('each word about an interruption is said once: interrupted, then restored or failed', async () => {
  const bench = new SessionBench();
  await bench.speak(1_000);
  bench.transcription.script = (stream) => stream.die('unavailable');
  bench.transcription.last.die('connectionLost');
  await bench.clock.advance(5_000);
  bench.transcription.script = (stream) => stream.opened();
  await bench.clock.advance(5_000);
  const told = () => bench.speaker.messages.map(({ type }) => type).filter((type) => type.startsWith('transcription'));
  assert.deepEqual(told(), ['transcriptionInterrupted', 'transcriptionRestored']);
  const failures = bench.log.lines.filter(({ message }) => message === 'upstream stream failed');
  assert.ok(failures.length > 2, 'the log has every one of them');

  bench.transcription.script = (stream) => stream.die('unavailable');
  bench.transcription.last.die('connectionLost');
  await bench.clock.advance(60_000);

  assert.deepEqual(told().slice(2), ['transcriptionInterrupted', 'transcriptionFailed']);
});
