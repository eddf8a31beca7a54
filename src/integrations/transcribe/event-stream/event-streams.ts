/**
 * Out: reads the service's events from the bytes of the response. Also puts the AudioBody into the request. The SDK
 * uses six streams and generators and some thirty promises an event for this: half of what a broadcast costs. The bytes
 * that are sent are the same; messages that are neither audio nor a transcript are left to the SDK.
 */
import { Readable } from 'node:stream';
import type { TranscribeStreamingClientConfig, TranscriptResultStream } from '@aws-sdk/client-transcribe-streaming';
import { EventStreamCodec, eventStreamSerdeProvider } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import type { SigningKeys } from '../../signing/authorization.ts';
import { AudioBody } from './audio-body.ts';
import { AudioFrames } from './audio-frames.ts';
import { EventMessages } from './event-messages.ts';
import { EventSigner } from './event-signer.ts';

type Providers = Required<
  Pick<TranscribeStreamingClientConfig, 'eventStreamPayloadHandlerProvider' | 'eventStreamSerdeProvider'>
>;
type Marshaller = ReturnType<Providers['eventStreamSerdeProvider']>;
type Handler = ReturnType<Providers['eventStreamPayloadHandlerProvider']>;

/** The part of a client's resolved configuration that is used here. */
interface SigningConfig {
  readonly credentials: () => Promise<SigningKeys>;
  /** The service's clock minus this machine's, ms; known after the first response. */
  readonly systemClockOffset?: number;
}

export const eventStreams: Providers = {
  eventStreamSerdeProvider: (config): Marshaller => {
    const sdk = eventStreamSerdeProvider(config) as Marshaller;
    return {
      // The SDK passes a generator of its own here. The handler below gets the original AudioStream.
      serialize: () => Readable.from([]),
      deserialize: (body, read) => readEvents(body, sdk, read),
    };
  },
  eventStreamPayloadHandlerProvider: (config: SigningConfig): Handler => ({
    handle: async (next, { request, ...args }) => {
      const { headers } = request as { headers: Readonly<Record<string, string>> };
      const { AudioStream: body } = args.input as { AudioStream?: unknown };
      if (!(body instanceof AudioBody)) throw new Error('the AudioStream of the command is not an AudioBody');
      const signer = new EventSigner(headers.authorization ?? '', await config.credentials());
      body.frameWith(new AudioFrames(signer), () => Date.now() + (config.systemClockOffset ?? 0));
      // The connection does not notice when its body fails: both sides would wait for ever.
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
        // All members have JSON's own types and the names of the service's model, so parsing is enough.
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
