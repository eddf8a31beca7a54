/** Exact text through a whole server: what a written recording says is what its speaker and its listeners read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { type SpokenText, writeWords } from '../../emulators/transcribe/written-audio.ts';
import { Listener } from '../../src/client/listener.ts';
import { Speaker } from '../../src/client/speaker.ts';
import type { ServerMessageOf } from '../../src/protocol/server-messages.ts';
import { readPrometheusPage } from '../support/prometheus-page.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const SETTINGS = {
  EMBEDDED_ASR: 'written',
  EMBEDDED_ASR_STABLE_LAG_MS: '300',
  EMBEDDED_ASR_FINAL_LAG_MS: '400',
  EMBEDDED_ASR_QUIRKS: 'moved=60',
  // One transcript for each result of the recogniser.
  TRANSLATION_SEGMENTS: 'result',
};

function* chunks(words: readonly SpokenText[]): Iterable<Buffer> {
  const pcm = writeWords(words);
  for (let at = 0; at < pcm.length; at += 3_200) yield pcm.subarray(at, at + 3_200);
}

const say = (...texts: string[]): SpokenText[] => texts.map((text) => ({ text, durationMs: 160 }));
const PAUSE: SpokenText = { text: '', durationMs: 600 };

for (const [sourceLanguage, targetLanguage, words, finals] of [
  [
    'en',
    'es',
    [...say('Dr.', 'Lee', 'says', 'it', 'is', 'very,', 'very', 'old.', 'Is', 'it?'), PAUSE],
    ['Dr. Lee says it is very, very old.', 'Is it?'],
  ],
  [
    'ja',
    'en',
    [...say('今日は', '天気が', 'いい', 'です。', '行きます', 'か？'), PAUSE],
    ['今日は天気がいいです。', '行きますか？'],
  ],
] as const) {
  test(`written speech in ${sourceLanguage} is read as it was written, sentence by sentence`, async (t) => {
    const server = await startTestServer(t, SETTINGS);
    const { speaker, read, ended } = await broadcast(server, sourceLanguage, targetLanguage);

    await speaker.stream(chunks(words));
    await speaker.end();
    await ended;

    assert.deepEqual(
      read.filter(({ isPartial }) => !isPartial).map(({ text }) => text),
      finals,
    );
  });
}

test('every word that changes after it was handed over is counted as contradicted, and no other', async (t) => {
  const server = await startTestServer(t, {
    ...SETTINGS,
    EMBEDDED_ASR_FINAL_LAG_MS: '800',
    EMBEDDED_ASR_QUIRKS: 'changed=0.3,seed=5',
    TRANSLATION_SEGMENTS: 'clause',
  });
  const words = Array.from({ length: 32 }, (_, i) => `w${1_000 + i}${i % 16 === 15 ? '.' : i % 8 === 7 ? ',' : ''}`);
  const { speaker, read, ended } = await broadcast(server, 'en', 'es');

  await speaker.stream(chunks([...say(...words), PAUSE]));
  await speaker.end();
  await ended;

  const handedOver = read
    .filter(({ isPartial, segment }) => !isPartial && segment !== undefined)
    .flatMap(({ text }) => text.match(/\w+/g) ?? []);
  const { count, latest } = server.embedded.transcribe.changedWords();
  const contradicted = latest.filter(({ from }) => handedOver.includes(from)).length;
  assert.ok(contradicted > 0 && contradicted <= count, `${contradicted} of ${count}`);
  const { value } = readPrometheusPage(
    await (await fetch(`http://127.0.0.1:${server.running.adminPort}/metrics`)).text(),
  );
  assert.equal(value('ContradictedWords_total'), contradicted);
});

async function broadcast(server: TestServer, sourceLanguage: string, targetLanguage: string) {
  const speaker = await Speaker.create({
    ...{ url: server.url, WebSocket, sourceLanguage },
    token: () => server.token(`ada-${sourceLanguage}`),
  });
  const listener = await Listener.join({
    ...{ url: server.url, WebSocket, targetLanguage, transcripts: true },
    sessionId: speaker.sessionId,
  });
  const read: ServerMessageOf<'transcript'>[] = [];
  listener.on('transcript', (transcript) => read.push(transcript));
  return { speaker, read, ended: listener.next('sessionEnded') };
}
