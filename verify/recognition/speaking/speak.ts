/** One speaker: sends a track at natural pace to a Transcribe endpoint, with the AWS SDK's client. */
import {
  type Result,
  StartStreamTranscriptionCommand,
  TranscribeStreamingClient,
} from '@aws-sdk/client-transcribe-streaming';
import { msToSamples, samplesToMs, toPcm } from '../../../src/audio/pcm.ts';
import type { Track } from './track.ts';

export type Stability = 'high' | 'medium' | 'low';

export interface SpeakOptions {
  readonly endpoint: string;
  readonly track: Track;
  readonly stability: Stability;
  /** Called with the results and their arrival, ms on the process's clock. */
  readonly onResults: (results: readonly Result[], atMs: number) => void;
  /** Given by a caller that needs the times of sending during the talk. */
  readonly pacing?: Pacing;
  /** Ends the talk early, in the same way as at its end. */
  readonly signal: AbortSignal;
}

export interface Spoken {
  /** Undefined: everything was sent and the endpoint ended the stream. */
  readonly error: { readonly name: string; readonly message: string } | undefined;
  /** When a sample was sent, ms on the process's clock. Undefined: it was not sent. */
  readonly sentAtMs: (sample: number) => number | undefined;
  /** Largest delay with which a chunk was accepted, because the endpoint held the speaker back. */
  readonly latestMs: number;
}

const CHUNK_MS = 100;
const CHUNK_SAMPLES = msToSamples(CHUNK_MS);
const NOBODY = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };

/** Never rejects. The connection is closed when it resolves. */
export async function speak(options: SpeakOptions): Promise<Spoken> {
  const { endpoint, track, stability, onResults, signal } = options;
  const { pacing = new Pacing() } = options;
  const client = new TranscribeStreamingClient({ endpoint, region: 'us-east-1', credentials: NOBODY, logger: SILENT });
  const over = new AbortController();
  const spoken = (error?: unknown): Spoken => ({
    error: error === undefined ? undefined : described(error),
    sentAtMs: (sample) => pacing.sentAtMs(sample),
    latestMs: pacing.latestMs,
  });
  try {
    const answer = await client.send(
      new StartStreamTranscriptionCommand({
        LanguageCode: 'en-US',
        MediaEncoding: 'pcm',
        MediaSampleRateHertz: 16_000,
        EnablePartialResultsStabilization: true,
        PartialResultsStability: stability,
        AudioStream: pacing.audioOf(track, signal),
      }),
      { abortSignal: over.signal },
    );
    for await (const { TranscriptEvent: event } of answer.TranscriptResultStream ?? []) {
      const results = event?.Transcript?.Results ?? [];
      if (results.length > 0) onResults(results, performance.now());
    }
    return spoken();
  } catch (error) {
    return spoken(error);
  } finally {
    over.abort();
    client.destroy();
  }
}

/** Gives each chunk when its last sample would have been recorded, and records when it was accepted. */
export class Pacing {
  readonly #sentMs: number[] = [];
  /** Largest delay with which a chunk was accepted, because the endpoint held the speaker back. */
  latestMs = 0;

  /** When a sample was sent, ms on the process's clock. Undefined: not yet. */
  sentAtMs(sample: number): number | undefined {
    return this.#sentMs[Math.floor(sample / CHUNK_SAMPLES)];
  }

  async *audioOf(track: Track, signal: AbortSignal) {
    const startedMs = performance.now();
    for (let from = 0; from < track.length && !signal.aborted; from += CHUNK_SAMPLES) {
      const dueMs = startedMs + samplesToMs(from) + CHUNK_MS;
      await until(dueMs);
      const nowMs = performance.now();
      this.latestMs = Math.max(this.latestMs, nowMs - dueMs);
      this.#sentMs.push(nowMs);
      const chunk = track.read(from, Math.min(CHUNK_SAMPLES, track.length - from));
      yield { AudioEvent: { AudioChunk: toPcm(chunk) } };
    }
  }
}

async function until(dueMs: number): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

function described(error: unknown): { name: string; message: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

const quiet = () => {};
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };
