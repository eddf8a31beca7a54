/** The real Transcribe client against a local endpoint: one call transcribes, and gives every event it saw. */
import {
  type LanguageCode,
  StartStreamTranscriptionCommand,
  type StartStreamTranscriptionCommandInput,
  TranscribeStreamingClient,
  type TranscriptEvent,
} from '@aws-sdk/client-transcribe-streaming';

export const KEY = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };

export interface Heard {
  readonly events: TranscriptEvent[];
  /** What the results loop or `send` threw. */
  readonly error?: Error;
  readonly output?: { readonly SampleRate?: number; readonly LanguageCode?: string; readonly SessionId?: string };
}

export interface ClientOptions {
  readonly credentials?: typeof KEY;
  readonly input?: Partial<StartStreamTranscriptionCommandInput>;
  /** Called with each event as it comes. */
  readonly onEvent?: (event: TranscriptEvent) => void;
}

type Audio = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Never rejects. The connection is closed when it resolves. */
export async function transcribe(endpoint: string, audio: Audio, options: ClientOptions = {}): Promise<Heard> {
  const { credentials = KEY, input, onEvent } = options;
  const quiet = () => {};
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const client = new TranscribeStreamingClient({ endpoint, region: 'us-east-1', credentials, logger });
  const over = new AbortController();
  const events: TranscriptEvent[] = [];
  let output: Heard['output'];
  const command = new StartStreamTranscriptionCommand({
    LanguageCode: 'en-US' satisfies LanguageCode,
    MediaEncoding: 'pcm',
    MediaSampleRateHertz: 16_000,
    AudioStream: audioEvents(audio),
    ...input,
  });
  try {
    const answer = await client.send(command, { abortSignal: over.signal });
    output = {
      SampleRate: answer.MediaSampleRateHertz,
      LanguageCode: answer.LanguageCode,
      SessionId: answer.SessionId,
    } as NonNullable<Heard['output']>;
    for await (const { TranscriptEvent: event } of answer.TranscriptResultStream ?? []) {
      if (event === undefined) continue;
      events.push(event);
      onEvent?.(event);
    }
    return { events, output };
  } catch (error) {
    return { events, error: error as Error, ...(output === undefined ? {} : { output }) };
  } finally {
    over.abort();
    client.destroy();
  }
}

async function* audioEvents(audio: Audio) {
  for await (const AudioChunk of audio) yield { AudioEvent: { AudioChunk } };
}

/** Cut in pieces of so many bytes. */
export function* pieces(pcm: Uint8Array, bytes = 3_200): Iterable<Uint8Array> {
  for (let at = 0; at < pcm.length; at += bytes) yield pcm.subarray(at, at + bytes);
}

/** The finals' transcripts. */
export function finals({ events }: Heard): string[] {
  return resultsOf(events)
    .filter(({ IsPartial }) => IsPartial === false)
    .map(({ Alternatives }) => Alternatives?.[0]?.Transcript ?? '');
}

export function resultsOf(events: readonly TranscriptEvent[]) {
  return events.flatMap(({ Transcript }) => Transcript?.Results ?? []);
}
