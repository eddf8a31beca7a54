/** Reads one request frame: the outer signed message and the AudioEvent in it. Checks its signature in the stream's chain. */
import { eventCodec } from './event-codec.ts';
import type { SignatureChain } from './signature.ts';

export type AudioFrame =
  | { readonly kind: 'audio'; readonly pcm: Uint8Array }
  /** The signed empty frame: the client sends no more audio. */
  | { readonly kind: 'end' }
  /** The stream ends with BadRequestException and this message. */
  | { readonly kind: 'bad'; readonly message: string };

/** The service's limit: 32 KiB of audio in one event. */
const MAX_AUDIO_BYTES = 32 * 1024;

/** Never throws. Without a chain, signatures are not checked. */
export function readAudioFrame(frame: Uint8Array, chain: SignatureChain | undefined): AudioFrame {
  try {
    const outer = eventCodec.decode(frame);
    if (chain !== undefined && !isSigned(outer, chain)) {
      return bad('The signature of an audio event does not match its content.');
    }
    if (outer.body.length === 0) return { kind: 'end' };
    const { headers, body } = eventCodec.decode(outer.body);
    const type = headers[':event-type']?.value;
    if (type !== 'AudioEvent') return bad(`An event of type ${String(type)} is not audio.`);
    if (body.length > MAX_AUDIO_BYTES) {
      return bad(`The audio event is too large: ${body.length} bytes, at most ${MAX_AUDIO_BYTES} are accepted.`);
    }
    return { kind: 'audio', pcm: body };
  } catch (error) {
    return bad(`The event stream cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

type Message = ReturnType<typeof eventCodec.decode>;

function isSigned({ headers, body }: Message, chain: SignatureChain): boolean {
  const date = headers[':date'];
  const signature = headers[':chunk-signature'];
  if (date?.type !== 'timestamp' || signature?.type !== 'binary') return false;
  const dateHeader = eventCodec.formatHeaders({ ':date': date });
  return chain.accepts({ date: date.value, dateHeader, payload: body, signature: signature.value });
}

function bad(message: string): AudioFrame {
  return { kind: 'bad', message };
}
