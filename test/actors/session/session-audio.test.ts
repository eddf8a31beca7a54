import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { ControlMessage } from '../../../src/actors/session/controls.ts';
import { toPcm } from '../../../src/audio/pcm.ts';
import type { DropReason } from '../../../src/protocol/server-messages.ts';
import { TranslationRequest } from '../../../src/protocol/translation-request.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result, toWords } from '../../support/actors/fake-transcription.ts';
import { REFUSED } from '../../support/actors/fake-translation.ts';
import { changeLanguage } from '../../support/actors/seats.ts';
import { speechOf } from '../../support/actors/stamped-pcm.ts';

const control = (bench: SessionBench, message: ControlMessage) => bench.session.control(message, bench.clock.now());

test('no stream is open before the first audio; it opens one, with all that was said', async () => {
  const bench = new SessionBench();
  assert.equal(bench.session.load.openStreams, 0);

  assert.equal(bench.chunk(100), undefined);
  await settled();

  assert.equal(bench.session.load.openStreams, 1);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[0, 1_600]]);
});

const GATES: { reason: DropReason; close: ControlMessage; open: ControlMessage }[] = [
  { reason: 'paused', close: { action: 'pauseBroadcast' }, open: { action: 'resumeBroadcast' } },
  { reason: 'muted', close: { action: 'muteBroadcast' }, open: { action: 'unmuteBroadcast' } },
  {
    reason: 'silent',
    close: { action: 'setVolume', volumeLevel: 0 },
    open: { action: 'setVolume', volumeLevel: 1 },
  },
];

for (const { reason, close, open } of GATES) {
  test(`audio that comes while ${reason} is dropped and counted, is not on the clock, and reaches no stream`, async () => {
    const bench = new SessionBench();
    await bench.speak(200);
    control(bench, close);
    assert.deepEqual([bench.chunk(), bench.chunk()], [reason, reason]);
    control(bench, open);
    assert.equal(bench.chunk(100), undefined);
    await settled();

    assert.deepEqual(speechOf(bench.transcription.last.frames), [[0, 300 * 16]]);
    assert.equal(bench.metrics.total('AudioChunksDropped', { reason }), 2);
    assert.equal(bench.metrics.total('AudioChunksReceived'), 13);
    await bench.over();
  });
}

test('of several reasons to drop the first that holds is given', async () => {
  const bench = new SessionBench();
  control(bench, { action: 'speakerStateChange', state: { isPaused: true, isMuted: true, volume: 0 } });
  assert.equal(bench.chunk(), 'paused');
  control(bench, { action: 'resumeBroadcast' });
  assert.equal(bench.chunk(), 'muted');
  control(bench, { action: 'unmuteBroadcast' });
  assert.equal(bench.chunk(), 'silent');
  control(bench, { action: 'setVolume', volumeLevel: 0.5 });

  assert.equal(bench.chunk(), undefined);
  await bench.over();
  assert.equal(bench.chunk(), 'ended');
});

test('a session is silent upstream for a minute, then its stream is closed properly; the next audio opens another', async () => {
  const bench = new SessionBench();
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 1_000));
  control(bench, { action: 'muteBroadcast' });
  await bench.clock.advance(59_000);
  assert.equal(bench.session.load.openStreams, 1);
  await bench.clock.advance(1_500);
  assert.equal(bench.session.load.openStreams, 0);
  assert.equal(bench.transcription.last.gotEndFrame, true);

  control(bench, { action: 'unmuteBroadcast' });
  bench.chunk(100);
  await settled();

  assert.equal(bench.transcription.streams.length, 2);
  assert.deepEqual(bench.speaker.of('transcriptionInterrupted'), []);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[16_000, 17_600]]);
});

test('audio that comes while a quiet stream is being closed opens the next one', async () => {
  const bench = new SessionBench();
  bench.transcription.script = (stream) => {
    stream.opened();
    stream.onEndFrame = () => {};
  };
  await bench.speak(1_000);
  const [first] = bench.transcription.streams;
  first?.hear(result('final', 0, 1_000));
  await bench.clock.advance(60_500);
  assert.equal(first?.gotEndFrame, true);
  bench.chunk(100);
  await settled();
  assert.equal(bench.transcription.streams.length, 1);

  first?.endClean();
  await settled();

  assert.equal(bench.transcription.streams.length, 2);
  assert.deepEqual(speechOf(bench.transcription.last.frames), [[16_000, 17_600]]);
});

test('the volume scales the samples, and emotion is measured before', async () => {
  const emotionAt = async (volumeLevel: number) => {
    const bench = new SessionBench();
    bench.listen('listener-1');
    control(bench, { action: 'setVolume', volumeLevel });
    const loudest: number[] = [];
    for (let at = 0; at < 4_000; at += 100) {
      bench.session.gate.offer(voice(at, 100), bench.clock.now());
      await bench.clock.advance(100);
    }
    for (const frame of bench.transcription.last.frames) {
      loudest.push(Math.max(...new Int16Array(frame.slice().buffer)));
    }
    bench.transcription.last.hear(result('final', 0, 4_000));
    await settled();
    return { loudest: Math.max(...loudest), emotion: bench.translation.finals[0]?.emotionDynamics };
  };

  const full = await emotionAt(1);
  const quarter = await emotionAt(0.25);

  assert.equal(full.loudest > 15_000, true);
  assert.equal(Math.abs(quarter.loudest - full.loudest / 4) <= 1, true);
  assert.deepEqual(quarter.emotion, full.emotion);
  assert.notDeepEqual(full.emotion, { volume: 0.5, rate: 1, energy: 0.5 });
});

/** A buzzing vowel of four syllables a second. */
function voice(fromMs: number, ms: number): Uint8Array {
  const samples = new Int16Array(ms * 16);
  for (let i = 0; i < samples.length; i += 1) {
    const t = fromMs / 1000 + i / 16_000;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t));
    const buzz = [1, 2, 3, 4, 5].reduce((sum, partial) => sum + Math.sin(2 * Math.PI * 140 * partial * t) / partial, 0);
    samples[i] = Math.round(12_000 * syllable * buzz);
  }
  return toPcm(samples);
}

test('a transcript goes to the speaker and to listeners who asked, whole from the threshold on', async () => {
  const bench = new SessionBench();
  const curious = bench.listen('listener-1', 'es', true);
  const other = bench.listen('listener-2', 'es');
  await bench.speak(2_000);
  const stream = bench.transcription.last;
  const words = 'one two three four five six seven eight nine ten';

  stream.hear(result('partial', 0, 900, { text: words, items: toWords(words, 0) }));
  assert.deepEqual(bench.speaker.of('transcript'), []);
  stream.hear(result('partial', 0, 1_000, { text: words, items: toWords(words, 9) }));
  stream.hear(result('final', 0, 1_500, { text: words }));
  await settled();

  const head = { type: 'transcript', sessionId: 'brave-otter-001', timestamp: 1_700_000_002 };
  const common = { ...head, resultId: 'result-1', segment: 0, epoch: 0 };
  assert.deepEqual(bench.speaker.of('transcript'), [
    { ...common, isPartial: true, stabilityScore: 0.9, text: words, startTimeMs: 0, endTimeMs: 1_000 },
    { ...common, isPartial: false, stabilityScore: 1, text: words, startTimeMs: 0, endTimeMs: 1_500 },
  ]);
  assert.deepEqual(curious.of('transcript'), bench.speaker.of('transcript'));
  assert.deepEqual(other.of('transcript'), []);
  assert.equal(bench.translation.invocations.length, 2);
});

test('the pipeline gets what the contract says, with the languages present now and a trace for each utterance', async () => {
  const bench = new SessionBench({}, { epoch: 3 });
  bench.listen('listener-1', 'es');
  bench.listen('listener-2', 'ca');
  bench.listen('listener-3', 'es');
  await bench.speak(3_000);
  const stream = bench.transcription.last;
  stream.hear(result('partial', 0, 900, { resultId: 'a', text: 'good morn' }));
  await settled();
  stream.hear(result('final', 0, 1_000, { resultId: 'a', text: 'good morning' }));
  changeLanguage(bench, bench.session, 'listener-2', 'gl');
  stream.hear(result('final', 1_000, 2_000, { resultId: 'b', text: 'again' }));
  await settled();

  const [partial, first, second] = bench.translation.invocations.map(({ request }) => request);
  assert.deepEqual(partial, {
    sessionId: 'brave-otter-001',
    sourceLanguage: 'en',
    transcriptText: 'good morn',
    isPartial: true,
    stabilityScore: 1,
    timestamp: bench.clock.now(),
    emotionDynamics: partial?.emotionDynamics,
    resultId: 'a',
    segment: 0,
    isSegmentFinal: false,
    revision: 0,
    idempotencyKey: 'brave-otter-001:3:a:0:s0',
    traceparent: partial?.traceparent,
    targetLanguages: ['es', 'ca'],
    startTimeMs: 0,
    endTimeMs: 900,
    epoch: 3,
  });
  for (const request of [partial, first, second]) assert.equal(Compile(TranslationRequest).Check(request), true);
  assert.deepEqual([first?.revision, first?.idempotencyKey], [1, 'brave-otter-001:3:a:1:s0']);
  assert.deepEqual(second?.targetLanguages, ['es', 'gl']);
  assert.equal(first?.traceparent, partial?.traceparent);
  assert.notEqual(second?.traceparent, first?.traceparent);
});

test('without a listener the pipeline is not invoked, and that is counted; the speaker sees the transcript all the same', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  listener.close('idle');
  await bench.speak(1_000);

  bench.transcription.last.hear(result('final', 0, 900));
  await settled();

  assert.equal(bench.translation.invocations.length, 0);
  assert.equal(bench.metrics.total('TranslationsDropped', { why: 'noListener' }), 1);
  assert.equal(bench.speaker.of('transcript').length, 1);
});

test('no line of the log holds what was said', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1');
  bench.translation.answer = () => ({ ...REFUSED, detail: 'marker phrase' });
  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 900, { text: 'marker phrase' }));
  bench.transcription.last.die('internal');
  await bench.over();

  assert.equal(bench.log.lines.length >= 2, true);
  assert.equal(JSON.stringify(bench.log.lines).includes('marker'), false);
  assert.deepEqual([...new Set(bench.log.lines.map(({ sessionId }) => sessionId))], ['brave-otter-001']);
});
