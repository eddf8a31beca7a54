/** One stream of the real client against an endpoint with faults: what it saw, and how it ended for it. */

import type { TestContext } from 'node:test';
import {
  StartStreamTranscriptionCommand,
  type StartStreamTranscriptionCommandInput,
  TranscribeStreamingClient,
  type TranscriptEvent,
} from '@aws-sdk/client-transcribe-streaming';
import { startTranscribeEndpoint, type TranscribeOptions } from '../../../../emulators/transcribe/endpoint.ts';
import type { TranscribePlan } from '../../../../emulators/transcribe/faults/plan.ts';
import { TranscribeFaults } from '../../../../emulators/transcribe/faults/transcribe-faults.ts';
import { stampBlock } from '../../../../emulators/transcribe/stamp.ts';
import { KEY } from '../sdk-client.ts';

export interface Outcome {
  /** Where the client learned of the end: `send()`, the results' loop by an error, or the loop's plain end. */
  readonly where: 'SEND' | 'ITER' | 'CLEAN';
  readonly error?: Error & { readonly code?: string; readonly $metadata?: { readonly httpStatusCode?: number } };
  readonly sessionId?: string | undefined;
}

export interface FaultedStream {
  readonly events: TranscriptEvent[];
  readonly outcome: Promise<Outcome>;
  /** Undefined until it is over. */
  settled(): Outcome | undefined;
  abort(): void;
}

export async function startFaulted(t: TestContext, plan: TranscribePlan, options: TranscribeOptions = {}) {
  const faults = new TranscribeFaults();
  faults.set(plan);
  const running = await startTranscribeEndpoint({ recogniser: 'stamped', credentials: KEY, ...options, faults });
  t.after(() => running.close());
  return { ...running, faults };
}

/** Whole stamped blocks, 100 ms of them at a time. @param ends whether the client ends its side after them. */
export async function* speech(ms: number, ends = true): AsyncIterable<Uint8Array> {
  for (let at = 0; at < ms; at += 100) {
    yield Buffer.concat([0, 1, 2, 3, 4].map((i) => stampBlock(at / 20 + i)));
  }
  if (!ends) await new Promise(() => {});
}

export function openStream(
  endpoint: string,
  audio: AsyncIterable<Uint8Array>,
  input: Partial<StartStreamTranscriptionCommandInput> = {},
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } = KEY,
): FaultedStream {
  const quiet = () => {};
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const client = new TranscribeStreamingClient({ endpoint, region: 'us-east-1', credentials, logger });
  const over = new AbortController();
  const events: TranscriptEvent[] = [];
  const command = new StartStreamTranscriptionCommand({
    LanguageCode: 'en-US',
    MediaEncoding: 'pcm',
    MediaSampleRateHertz: 16_000,
    AudioStream: (async function* () {
      for await (const AudioChunk of audio) yield { AudioEvent: { AudioChunk } };
    })(),
    ...input,
  });
  const run = async (): Promise<Outcome> => {
    let where: Outcome['where'] = 'SEND';
    let sessionId: string | undefined;
    try {
      const answer = await client.send(command, { abortSignal: over.signal });
      where = 'ITER';
      sessionId = answer.SessionId;
      for await (const { TranscriptEvent: event } of answer.TranscriptResultStream ?? []) {
        if (event !== undefined) events.push(event);
      }
      return { where: 'CLEAN', sessionId };
    } catch (error) {
      return { where, error: error as Error, sessionId };
    } finally {
      over.abort();
      client.destroy();
    }
  };
  let settled: Outcome | undefined;
  const outcome = run().then((result) => {
    settled = result;
    return result;
  });
  return { events, outcome, settled: () => settled, abort: () => over.abort() };
}
