/**
 * How the client writes and reads its event streams, in the two places the SDK has for that. Its own way takes six streams
 * and generators and some thirty promises an event: half of what a broadcast costs. What is sent is the same, byte for
 * byte; what is not audio and no transcript goes the SDK's own way.
 */
import type {
  AudioStream,
  TranscribeStreamingClientConfig,
  TranscriptResultStream,
} from '@aws-sdk/client-transcribe-streaming';
import { EventStreamCodec, eventStreamSerdeProvider } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { AudioBody } from './audio-body.ts';
import { AudioFrames } from './audio-frames.ts';
import { eventMessages } from './event-messages.ts';
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
      serialize: (events) => new AudioBody(events as AsyncIterable<AudioStream>),
      deserialize: (body, read) => readEvents(body, sdk, read),
    };
  },
  eventStreamPayloadHandlerProvider: (config: SigningConfig): Handler => ({
    handle: async (next, { request, ...args }) => {
      const { body, headers } = request as { body: unknown; headers: Readonly<Record<string, string>> };
      if (!(body instanceof AudioBody)) throw new Error('the body of the stream is no audio');
      const signer = new EventSigner(headers.authorization ?? '', await config.credentials());
      body.frameWith(new AudioFrames(signer), () => Date.now() + (config.systemClockOffset ?? 0));
      // The connection does not look at how its body ends: one that breaks off would leave both sides waiting.
      const broken = new Promise<never>((_, reject) => body.once('error', reject));
      try {
        return await Promise.race([next({ request, ...args }), broken]);
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
  for await (const bytes of eventMessages(body)) {
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

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
