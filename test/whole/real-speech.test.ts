import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTalk } from '../../demo/talk.ts';
import { countWordErrors } from '../../demo/word-error-rate.ts';
import { monoSpeechOf } from '../../src/audio/mono-speech.ts';
import { pcmOf } from '../../src/audio/pcm.ts';
import { rms } from '../../src/audio/volume.ts';
import { parseWav } from '../../src/audio/wav.ts';
import type { Received } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const CHUNK_BYTES = 3_200;
const CHUNK_MS = 100;
const MAX_LATENCY_MS = 5_000;

interface Heard {
  readonly transcript: string;
  readonly audio: readonly (Received & { readonly latencyMs: number })[];
}

/** Speaks at the natural pace: time is what is tested here, so it has to pass. */
async function speakTo(
  server: TestServer,
  samples: Int16Array,
  languages: readonly string[],
): Promise<Map<string, Heard>> {
  const { speaker, sessionId } = await server.speaker('ada');
  const listeners = await Promise.all(
    languages.map(async (language) => {
      const client = await server.listener(sessionId, language, { transcripts: 'on' });
      const arrivals = new Map<Received, number>();
      client.socket.on('message', () => {
        const latest = client.received.at(-1);
        if (latest) arrivals.set(latest, performance.now());
      });
      return { language, client, arrivals };
    }),
  );
  const pcm = pcmOf(samples);
  const startedAt = performance.now();
  for (let at = 0, chunk = 0; at < pcm.length; at += CHUNK_BYTES, chunk += 1) {
    await delay(Math.max(0, startedAt + chunk * CHUNK_MS - performance.now()));
    speaker.send(pcm.subarray(at, at + CHUNK_BYTES));
  }
  speaker.send({ action: 'endSession' });
  await speaker.next('sessionEnded');
  const heard = new Map<string, Heard>();
  for (const { language, client, arrivals } of listeners) {
    await client.next('sessionEnded');
    const finals = client.received.filter((message) => message.type === 'transcript' && message.isPartial === false);
    heard.set(language, {
      transcript: finals.map((final) => String(final.text)).join(' '),
      audio: client.received
        .filter((message) => message.type === 'audio')
        .map((message) => ({
          ...message,
          latencyMs: (arrivals.get(message) ?? Number.NaN) - startedAt - Number(message.endTimeMs) - CHUNK_MS,
        })),
    });
  }
  return heard;
}

function assertHeard({ audio }: Heard, language: string): void {
  assert.ok(audio.length > 0, `${language}: nothing was heard`);
  for (const message of audio) {
    const samples = new Int16Array(new Uint8Array(Buffer.from(String(message.audioData), 'base64')).buffer);
    assert.equal(message.sampleRate, 16_000);
    assert.ok(samples.length > 1_600 && rms(samples) > 0.005, `${language}: that is not speech`);
    assert.ok(message.latencyMs < MAX_LATENCY_MS, `${language}: heard after ${Math.round(message.latencyMs)} ms`);
  }
}

test('a synthetic talk is recognised, translated into Spanish and Catalan, spoken and heard within 5 s', async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'pocketsphinx' });
  const { samples, text = '' } = makeTalk('rms', 3);

  const heard = await speakTo(server, samples, ['es', 'ca', 'de']);

  const spanish = heard.get('es');
  const catalan = heard.get('ca');
  assert.ok(spanish && catalan);
  const { rate } = countWordErrors(text, spanish.transcript);
  assert.ok(rate <= 0.15, `word error rate ${rate}: ${spanish.transcript}`);
  assertHeard(spanish, 'es');
  assertHeard(catalan, 'ca');
  const translation = spanish.audio.map((message) => String(message.text)).join(' ');
  assert.match(translation, /(buen|día|mañana|gracias|reunión|ciudad|gobierno|años)/i);
  assert.ok(spanish.audio.every((message) => message.translated === true));
  // No engine for German here: the source text, said plainly, and nothing pretends to be speech.
  assert.equal(heard.get('de')?.audio.length, 0);
});

test('a person is recognised well enough to be followed, and heard in Spanish within 5 s', async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'pocketsphinx' });
  const folder = '/usr/share/pocketsphinx/test/data/librivox';
  const name = 'sense_and_sensibility_01_austen_64kb-0870';
  const samples = monoSpeechOf(parseWav(readFileSync(`${folder}/${name}.wav`)));
  const text = /<s> (.*) <\/s> \(.*0870\)/.exec(readFileSync(`${folder}/transcription`, 'utf8'))?.[1] ?? '';

  const heard = await speakTo(server, samples, ['es']);

  const spanish = heard.get('es');
  assert.ok(spanish);
  const { rate } = countWordErrors(text, spanish.transcript);
  assert.ok(rate <= 0.45, `word error rate ${rate}: ${spanish.transcript}`);
  assertHeard(spanish, 'es');
});
