/**
 * Out: reads the service's events from the bytes of the answer. Also puts the audio's own body into the request. The SDK's
 * own way takes six streams and generators and some thirty promises an event: half of what a broadcast costs. What is sent
 * is the same, byte for byte; what is neither audio nor a transcript goes the SDK's own way.
 */
import { Readable } from 'node:stream';
import type { TranscribeStreamingClientConfig, TranscriptResultStream } from '@aws-sdk/client-transcribe-streaming';
import { EventStreamCodec, eventStreamSerdeProvider } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { AudioBody } from './audio-body.ts';
import { AudioFrames } from './audio-frames.ts';
import { EventMessages } from './event-messages.ts';
import { EventSigner, type SigningKeys } from './event-signer.ts';

type Providers = Required<
  Pick<TranscribeStreamingClientConfig, 'eventStreamPayloadHandlerProvider' | 'eventStreamSerdeProvider'>
>;
type Marshaller = ReturnType<Providers['eventStreamSerdeProvider']>;
type Handler = ReturnType<Providers['eventStreamPayloadHandlerProvider']>;

/** What a client's resolved configuration has of this. */
interface SigningConfig {
  readonly credentials: () => Promise<SigningKeys>;
  /** From our clock to the service's, ms; known once an answer has told it. */
  readonly systemClockOffset?: number;
}

export const eventStreams: Providers = {
  eventStreamSerdeProvider: (config): Marshaller => {
    const sdk = eventStreamSerdeProvider(config) as Marshaller;
    return {
      // The SDK wraps what it was given in a generator of its own. The handler below has what it was given.
      serialize: () => Readable.from([]),
      deserialize: (body, read) => readEvents(body, sdk, read),
    };
  },
  eventStreamPayloadHandlerProvider: (config: SigningConfig): Handler => ({
    handle: async (next, { request, ...args }) => {
      const { headers } = request as { headers: Readonly<Record<string, string>> };
      const { AudioStream: body } = args.input as { AudioStream?: unknown };
      if (!(body instanceof AudioBody)) throw new Error('the body of the stream is no audio');
      const signer = new EventSigner(headers.authorization ?? '', await config.credentials());
      body.frameWith(new AudioFrames(signer), () => Date.now() + (config.systemClockOffset ?? 0));
      // The connection does not look at how its body ends: one that breaks off would leave both sides waiting.
      const broken = new Promise<never>((_, reject) => body.once('error', reject));
      try {
        return await Promise.race([next({ ...args, request: Object.assign(request as object, { body }) }), broken]);
      } catch (error) {
        body.destroy();
        throw error;
      }
    },
  }),
};

type Read = Parameters<Marshaller['deserialize']>[1];

async function* readEvents<T>(body: AsyncIterable<Uint8Array>, sdk: Marshaller, read: Read): AsyncGenerator<T> {
  const codec = new EventStreamCodec(toUtf8, fromUtf8);
  const messages = new EventMessages();
  for await (const part of body) {
    for (const bytes of messages.cut(part)) {
      const { headers, body: payload } = codec.decode(bytes);
      const isTranscript =
        headers[':message-type']?.value === 'event' && headers[':event-type']?.value === 'TranscriptEvent';
      if (isTranscript) {
        // All its members are JSON's own types, under the names of the service's model.
        yield { TranscriptEvent: JSON.parse(toUtf8(payload)) } satisfies TranscriptResultStream as T;
      } else {
        yield* sdk.deserialize(once(bytes), read) as AsyncIterable<T>;
      }
    }
  }
  messages.end();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
