/** A talk spoken through a server at its natural pace, and what its listeners got of it, with how long that took. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { toPcm } from '../../src/audio/pcm.ts';
import { rms } from '../../src/audio/volume.ts';
import { concat } from './speech.ts';
import type { Received } from './test-client.ts';
import type { TestServer } from './test-server.ts';

const CHUNK_BYTES = 3_200;
const CHUNK_MS = 100;
const MAX_LATENCY_MS = 5_000;

export interface Heard {
  /** The segments' texts, one after the other. */
  readonly transcript: string;
  readonly finals: readonly Received[];
  /** `latencyMs`: from the end of the speech it translates. */
  readonly audio: readonly (Received & { readonly latencyMs: number })[];
}

export interface TalkOptions {
  /** Their target languages, one listener each. */
  readonly languages: readonly string[];
  readonly userId?: string;
  /** Told before each chunk is sent. @param atMs where in the talk it begins. */
  readonly onChunk?: (atMs: number) => void;
  /** The speaker ends the session only when there is a final that reaches so far, as one who watches the words. */
  readonly untilFinalAtMs?: number;
}

/** Speaks to the end and ends the session. Time is what is tested here, so it has to pass. @returns by language. */
export async function talkThrough(
  server: TestServer,
  samples: Int16Array,
  { languages, userId = 'ada', onChunk = () => {}, untilFinalAtMs }: TalkOptions,
): Promise<Map<string, Heard>> {
  const { speaker, sessionId } = await server.speaker(userId);
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
  const pcm = toPcm(samples);
  const startedAt = performance.now();
  for (let at = 0, chunk = 0; at < pcm.length; at += CHUNK_BYTES, chunk += 1) {
    await delay(Math.max(0, startedAt + chunk * CHUNK_MS - performance.now()));
    onChunk(chunk * CHUNK_MS);
    speaker.send(pcm.subarray(at, at + CHUNK_BYTES));
  }
  if (untilFinalAtMs !== undefined) {
    await speaker.next('transcript', ({ isPartial, endTimeMs }) => !isPartial && Number(endTimeMs) >= untilFinalAtMs);
  }
  speaker.send({ action: 'endSession' });
  await speaker.next('sessionEnded');
  const heard = new Map<string, Heard>();
  for (const { language, client, arrivals } of listeners) {
    await client.next('sessionEnded');
    // A final without a segment is for those who read along: it says once more what its segments said.
    const finals = client.received.filter(
      ({ type, isPartial, segment }) => type === 'transcript' && isPartial === false && segment !== undefined,
    );
    heard.set(language, {
      finals,
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

/** Speech for every final, none of it later than that. */
export function assertHeard({ audio, finals }: Heard, language: string, maxLatencyMs = MAX_LATENCY_MS): void {
  assert.ok(audio.length > 0, `${language}: nothing was heard`);
  // A long sentence comes in parts, of which the last may be short and still.
  const spoken = new Map<string, Int16Array>();
  for (const { resultId, segment, audioData, sampleRate, latencyMs } of audio) {
    assert.equal(sampleRate, 16_000);
    assert.ok(latencyMs < maxLatencyMs, `${language}: heard after ${Math.round(latencyMs)} ms`);
    const samples = new Int16Array(new Uint8Array(Buffer.from(String(audioData), 'base64')).buffer);
    const key = `${resultId} ${segment}`;
    spoken.set(key, concat(spoken.get(key) ?? new Int16Array(0), samples));
  }
  for (const { resultId, segment, text } of finals) {
    const samples = spoken.get(`${resultId} ${segment}`);
    assert.ok(samples !== undefined, `${language}: nobody heard "${text}"`);
    assert.ok(samples.length > 1_600 && rms(samples) > 0.005, `${language}: "${text}" is not speech`);
  }
}
