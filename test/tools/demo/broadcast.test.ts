import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { toPcm } from '../../../src/audio/pcm.ts';
import { channelsOf } from '../../../src/audio/sound.ts';
import { parseWav } from '../../../src/audio/wav.ts';
import { CommandFailure } from '../../../testkit/command/failure.ts';
import { broadcast } from '../../../tools/demo/broadcast.ts';
import { Screen } from '../../../tools/demo/screen.ts';
import { type Script, type ScriptedServer, SESSION, startScriptedServer } from './scripted-server.ts';

/** 250 ms: two whole chunks and a rest. */
const SAMPLES = new Int16Array(4_000).fill(500);
const never = new Promise<never>(() => {});

const transcript = (text: string, isPartial: boolean, endTimeMs: number) => ({
  type: 'transcript',
  resultId: 'r1',
  segment: 0,
  isPartial,
  stabilityScore: 1,
  text,
  startTimeMs: 0,
  endTimeMs,
});
const audio = (members: object = {}) => ({
  type: 'audio',
  audioData: Buffer.alloc(3_200, 1).toString('base64'),
  format: 'pcm',
  sampleRate: 16_000,
  channels: 1,
  sequenceNumber: 1,
  ...members,
});

interface Played {
  readonly server: ScriptedServer;
  readonly folder: string;
  readonly shown: () => string;
  readonly result: ReturnType<typeof broadcast>;
}

async function play(
  t: TestContext,
  script: Script,
  languages: readonly string[],
  { brokenOff = never, segments }: { brokenOff?: Promise<never>; segments?: 'clause' } = {},
): Promise<Played> {
  const server = await startScriptedServer(t, script);
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-broadcast-'));
  t.after(() => rm(folder, { recursive: true }));
  const pcmFile = join(folder, 'talk.pcm');
  await writeFile(pcmFile, toPcm(SAMPLES));
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  const screen = new Screen({ write, isTerminal: true, hasColours: false, columns: () => 80 });
  const talk = { title: 'a test', voice: 'nobody', samples: SAMPLES, text: 'good morning' };
  const { port } = server;
  const asr = { engine: 'script', model: 'a script', languages: ['en'], maxStreams: 1 };
  const result = broadcast({ port, asr, talk, pcmFile, languages, segments, outFolder: folder, screen, brokenOff });
  result.catch(() => {});
  return { server, folder, shown: () => shown, result };
}

const failure = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CommandFailure);
  assert.match(error.message, pattern);
  return true;
};

test('a talk reaches listeners of two languages and every figure is counted', async (t) => {
  const { server, folder, shown, result } = await play(
    t,
    {
      onAudio: [transcript('good', true, 100), transcript('good morning', false, 200)],
      toListener: (language) => [
        { type: 'caption', isPartial: true, text: '...' },
        audio({ text: `hello in ${language}`, resultId: 'r1', part: 1, parts: 2 }),
        audio({ sequenceNumber: 2, resultId: 'r1', part: 2, parts: 2 }),
      ],
    },
    ['es', 'ca'],
  );
  const summary = await result;

  assert.equal(server.audioBytes(), SAMPLES.byteLength);
  assert.deepEqual(server.joins.map(({ targetLanguage }) => targetLanguage).sort(), ['ca', 'es']);
  for (const { sessionId, transcripts } of server.joins) assert.deepEqual([sessionId, transcripts], [SESSION, 'on']);
  assert.equal(summary.session, SESSION);
  assert.equal(summary.segments, 1);
  assert.deepEqual(summary.words, { recognised: 2, spoken: 2, errorRate: 0 });
  for (const { translations, audioSeconds, earVoiceSpanMs, segmentToSoundMs, language, file } of summary.listeners) {
    assert.deepEqual([translations, audioSeconds, file], [1, 0.2, join(folder, `${language}.wav`)]);
    // Spoken until 200 ms after the start, translated when the talk of 250 ms was over.
    const { p50 } = segmentToSoundMs;
    assert.ok(p50 !== null && p50 >= 40 && p50 < 5_000, `${p50}`);
    assert.ok((earVoiceSpanMs.p50 ?? 0) > p50, 'the words are heard after the first sound');
    const wav = parseWav(await readFile(file));
    assert.equal(wav.sampleRateHz, 16_000);
    assert.ok(wav.length >= (250 + 200) * 16, 'the recording begins with the talk');
    assert.ok(
      channelsOf(wav)[0]
        ?.subarray(-3_200)
        .every((sample) => sample !== 0),
      'and ends with what was heard',
    );
  }
  assert.match(shown(), /Session calm-otter-123: English to es, ca/);
  assert.match(shown(), /\.\. +good\r/);
  assert.match(shown(), /en +good morning\n/);
  assert.match(shown(), /es +\d\.\d\d s {2}hello in es\n/);
});

test('segments are shown as lines as they come, a corrected result is marked, and the speaker asks for their kind', async (t) => {
  const { server, shown, result } = await play(
    t,
    {
      onAudio: [
        transcript('good,', false, 100),
        { ...transcript('morning', true, 150), segment: 1 },
        { ...transcript('morning', false, 200), segment: 1 },
        { ...transcript('Good morning', false, 200), segment: undefined },
      ],
      toListener: () => [audio({ resultId: 'r1', segment: 0 })],
    },
    ['es'],
    { segments: 'clause' },
  );
  const summary = await result;

  assert.deepEqual(server.creations, ['clause']);
  assert.equal(summary.segments, 2);
  assert.equal(summary.words.errorRate, 0);
  for (const line of [/en +good,\n/, /\.\. +morning\r/, /en +morning\n/, /en +\(corrected\) Good morning\n/]) {
    assert.match(shown(), line);
  }
});

test('a language without speech is counted as such, and words left untranslated are marked', async (t) => {
  const { shown, result } = await play(
    t,
    {
      toListener: (language) =>
        language === 'de'
          ? [{ type: 'caption', isPartial: false, reason: 'noEngine', text: 'good' }]
          : [audio({ text: 'good', translated: false })],
    },
    ['de', 'es'],
  );
  const [de, es] = (await result).listeners;

  assert.deepEqual([de?.translations, de?.missing], [0, 'noEngine']);
  assert.deepEqual([es?.translations, es?.earVoiceSpanMs.p50], [1, null]);
  assert.match(shown(), /es +good \(not translated\)/);
});

test('what goes wrong on the way is shown and stops nothing', async (t) => {
  const { shown, result } = await play(
    t,
    {
      onAudio: [
        { type: 'audioReceived', dropped: 'failed' },
        { type: 'error', code: 'INVALID_MESSAGE', message: 'no' },
        { type: 'transcriptionInterrupted', reason: 'connectionLost' },
      ],
      toListener: () => [audio()],
    },
    ['es'],
  );
  await result;

  assert.match(shown(), /INVALID_MESSAGE: no\n/);
  assert.match(shown(), /transcriptionInterrupted: connectionLost\n/);
  assert.match(shown(), /the server dropped 1 chunks? of audio\n/);
  assert.match(shown(), /\(no text came with it\)/);
});

test('a refused listener ends the demo with the server’s reason', async (t) => {
  const joined = { type: 'error', code: 'UNSUPPORTED_LANGUAGE', message: 'es is not offered' };
  const { result } = await play(t, { joined }, ['es']);

  await assert.rejects(
    result,
    failure(/^the listener in es: the server refused the connection: UNSUPPORTED_LANGUAGE: es is not offered$/),
  );
});

test('a refusal without a reason shows its status', async (t) => {
  const { result } = await play(t, { refusedWith: 503 }, ['es']);

  await assert.rejects(result, failure(/HTTP 503$/));
});

test('a session that is refused ends the demo with the server’s reason', async (t) => {
  const created = { type: 'error', code: 'SESSION_EXISTS', message: 'end the other one first' };
  const { result } = await play(t, { created }, ['es']);

  await assert.rejects(result, failure(/^the speaker: SESSION_EXISTS: end the other one first$/));
});

test('a speaker without a token ends the demo', async (t) => {
  const { result } = await play(t, { toTokenRefusal: '{"code":"INTERNAL_ERROR","message":"no key"}' }, ['es']);

  await assert.rejects(result, failure(/^the speaker: no token for the speaker: INTERNAL_ERROR: no key$/));
});

test('a connection lost while speaking ends the demo', async (t) => {
  const { result } = await play(t, { closeOnAudio: 4429 }, ['es']);

  await assert.rejects(result, failure(/^the speaker: the server closed the connection \(4429\)$/));
});

test('a speaker who is sent away comes back, and no audio is lost', async (t) => {
  const { server, shown, result } = await play(t, { closeOnceOnAudio: 1001, toListener: () => [audio()] }, ['es']);
  await result;

  assert.equal(server.audioBytes(), SAMPLES.byteLength);
  assert.match(shown(), /the server closed the connection \(1001\); coming back\n/);
});

test('a session that was ended by somebody else is a failure', async (t) => {
  const { result } = await play(t, { endReason: 'expired' }, ['es']);

  await assert.rejects(result, failure(/^the session was ended before the talk was: expired$/));
});

test('audio in a form that cannot be played is a failure', async (t) => {
  const { result } = await play(t, { toListener: () => [audio({ sampleRate: 22_050 })] }, ['es']);

  await assert.rejects(result, failure(/^the listener in es: audio this listener cannot play: pcm, 22050 Hz/));
});

test('a demo that is broken off stops its clients and passes the reason on', async (t) => {
  const brokenOff = Promise.reject(new CommandFailure('interrupted', 130));
  brokenOff.catch(() => {});
  const { result } = await play(t, {}, ['es'], { brokenOff });

  await assert.rejects(result, failure(/^interrupted$/));
});
