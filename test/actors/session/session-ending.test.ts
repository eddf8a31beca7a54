import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { ACCEPTED, REFUSED } from '../../support/actors/fake-translation.ts';
import { endedOf, setUpSpeaking } from '../../support/actors/speaking-bench.ts';

test('with nothing pending an end is all at once, and each is closed as is due to him', () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');

  bench.session.end('ended', 'speaker-1');

  assert.deepEqual([endedOf(bench.speaker), bench.speaker.closedWith], [['ended'], 'ended']);
  assert.deepEqual([endedOf(listener), listener.closedWith], [['ended'], 'sessionEnded']);
  assert.deepEqual(bench.ended, [bench.session]);
  assert.equal(bench.session.isLive, false);
});

test('an end that no socket asked for closes the speaker like everybody else', () => {
  const bench = new SessionBench();

  bench.session.end('ended');

  assert.equal(bench.speaker.closedWith, 'sessionEnded');
});

test('the late finals come first, then the speaker is told, the listeners linger, are told, and all is closed', async () => {
  const { bench, listener, stream } = await setUpSpeaking();
  const order: string[] = [];
  const note = (what: string) => order.push(`${bench.clock.now() - 1_700_000_001_000} ${what}`);
  bench.speaker.onClose = () => note(`speaker ${endedOf(bench.speaker)} ${bench.speaker.closedWith}`);
  listener.onClose = () => note(`listener ${endedOf(listener)} ${listener.closedWith}`);
  bench.translation.answer = ({ transcriptText }) => {
    note(`forwarded ${transcriptText}`);
    return { ok: true };
  };

  bench.session.end('ended', 'speaker-1');
  await settled();
  assert.equal(stream.gotEndFrame, true);
  assert.equal(bench.chunk(), 'draining');
  await bench.clock.advance(700);
  stream.hear(result('final', 0, 400, { text: 'first' }));
  await bench.clock.advance(300);
  stream.hear(result('final', 400, 900, { text: 'last' }));
  stream.endClean();
  await bench.clock.advance(2_999);
  assert.equal(bench.ended.length, 0);
  await bench.clock.advance(1);

  assert.deepEqual(order, [
    '700 forwarded first',
    '1000 forwarded last',
    '1000 speaker ended ended',
    '4000 listener ended sessionEnded',
  ]);
  assert.equal(bench.ended.length, 1);
  assert.equal(bench.chunk(), 'ended');
  assert.equal(bench.clock.pending, 0);
});

test('a last final that is tried again is waited for', async () => {
  const { bench, stream } = await setUpSpeaking();
  bench.translation.answer = (_, attempt) => (attempt < 3 ? REFUSED : ACCEPTED);
  bench.session.end('ended', 'speaker-1');
  stream.hear(result('final', 0, 900));
  stream.endClean();
  await bench.clock.advance(199);
  assert.equal(bench.speaker.closedWith, undefined);
  await bench.clock.advance(1);

  assert.equal(bench.speaker.closedWith, 'ended');
  await bench.over();
});

test('when the last final is long heard nobody lingers', async () => {
  const { bench, listener, stream } = await setUpSpeaking();
  stream.hear(result('final', 0, 900));
  await settled();
  await bench.clock.advance(3_000);
  bench.session.end('ended');
  await settled();

  stream.endClean();

  assert.equal(listener.closedWith, 'sessionEnded');
  assert.equal(bench.ended.length, 1);
});

test('listeners of an ending session count as present: the last final goes to the pipeline', async () => {
  const { bench, stream } = await setUpSpeaking();
  bench.session.end('ended');
  stream.hear(result('final', 0, 900));
  stream.endClean();
  await settled();

  assert.deepEqual(bench.translation.finals[0]?.targetLanguages, ['es']);
  await bench.over();
});

test('a service that brings nothing more is waited for five seconds, and its stream released', async () => {
  const { bench, listener, stream } = await setUpSpeaking();
  bench.session.end('ended');
  await bench.clock.advance(4_999);
  assert.equal(bench.speaker.closedWith, undefined);
  await bench.clock.advance(1);

  assert.equal(stream.signal.aborted, true);
  assert.deepEqual([bench.speaker.closedWith, listener.closedWith], ['sessionEnded', 'sessionEnded']);
  assert.equal(bench.session.load.openStreams, 0);
  assert.equal(bench.clock.pending, 0);
});

test('a pipeline that does not answer is waited for five seconds, then given up', async () => {
  const { bench, stream } = await setUpSpeaking();
  bench.translation.answer = () => 'deaf';
  stream.hear(result('final', 0, 900));
  await bench.clock.advance(1_000);
  bench.session.end('ended');
  stream.endClean();
  await bench.clock.advance(5_000);

  assert.equal(bench.ended.length, 1);
  assert.equal(bench.metrics.total('TranslationsDropped', { why: 'stopped' }), 1);
  assert.equal(bench.clock.pending, 0);
});

test('an end while transcription recovers replays what is owed, then ends', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1');
  await bench.speak(1_000);
  bench.transcription.last.die('internal');
  bench.transcription.script = (stream) => {
    stream.onEndFrame = () => {
      stream.hear(result('final', 0, 1_000));
      stream.endClean();
    };
    stream.opened();
  };
  bench.session.end('ended');
  await bench.clock.advance(10_000);

  assert.equal(bench.translation.finals.length, 1);
  assert.equal(bench.speaker.closedWith, 'sessionEnded');
  assert.equal(bench.clock.pending, 0);
});

test('a control or an end that comes while it ends changes nothing: who asked first is closed with 1000', async () => {
  const { bench, stream } = await setUpSpeaking();
  bench.session.end('ended', 'speaker-1');
  bench.session.end('expired');
  bench.session.control({ action: 'pauseBroadcast' }, bench.clock.now());
  stream.endClean();
  await settled();

  assert.deepEqual([endedOf(bench.speaker), bench.speaker.closedWith], [['ended'], 'ended']);
  assert.equal(bench.session.broadcastState.isPaused, false);
  assert.equal(bench.session.broadcastState.isActive, false);
});

test('a session ended for its rate closes the speaker as such, and tells the listeners the reason', () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');

  bench.session.end('rateLimit');

  assert.deepEqual([endedOf(bench.speaker), bench.speaker.closedWith], [['rateLimit'], 'rate']);
  assert.deepEqual([endedOf(listener), listener.closedWith], [['rateLimit'], 'sessionEnded']);
});

test('a session lives until it expires', async () => {
  const bench = new SessionBench();
  await bench.clock.advance(7_199_999);
  assert.equal(bench.session.isLive, true);
  await bench.clock.advance(1);

  assert.deepEqual([endedOf(bench.speaker), bench.speaker.closedWith], [['expired'], 'sessionEnded']);
});
