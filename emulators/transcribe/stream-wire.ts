/** The response side of one stream: headers, events, an exception, the end. The seam where faults can be put. */
import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { eventCodec } from './event-codec.ts';
import { SERVICE_EXCEPTIONS, type ServiceException } from './service-exceptions.ts';

/** All that a stream says to its client goes through here, in this order: `open`, events, then one ending. */
export interface StreamWire {
  open(echo: OutgoingHttpHeaders): void;
  /** @param body JSON of a TranscriptEvent. */
  event(body: string): void;
  /** Before `open` an HTTP answer, after it an exception frame; ends the stream. */
  fail(exception: ServiceException): void;
  end(): void;
}

/** Makes the wire of a stream; the whole of HTTP/2 is within reach of `stream`. */
export type WireFactory = (stream: ServerHttp2Stream) => StreamWire;

/** Results unread by the client: over it the stream is reset, as no reader is left. */
const MAX_UNREAD_BYTES = 1 << 20;
const EVENT_HEADERS = {
  ':message-type': 'event',
  ':event-type': 'TranscriptEvent',
  ':content-type': 'application/json',
} as const;
const EMPTY_EVENT = '{"Transcript":{"Results":[]}}';

export const plainWire: WireFactory = (stream) => ({
  open(echo) {
    if (stream.headersSent || stream.destroyed) return;
    stream.respond({
      ':status': 200,
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-request-id': randomUUID(),
      'x-amzn-transcribe-session-id': randomUUID(),
      ...echo,
    });
  },
  event(body) {
    write(stream, message(EVENT_HEADERS, body));
  },
  fail({ name, message }) {
    endWithException(stream, { name, message, status: SERVICE_EXCEPTIONS[name] });
  },
  end() {
    stream.end();
  },
});

/** Any exception, modelled or not: an HTTP answer with `status` before the headers, a frame after them. */
export function endWithException(
  stream: ServerHttp2Stream,
  exception: { readonly name: string; readonly message: string; readonly status: number },
): void {
  const { name, status } = exception;
  const body = JSON.stringify({ Message: exception.message });
  if (stream.headersSent) {
    const headers = { ':message-type': 'exception', ':exception-type': name, ':content-type': 'application/json' };
    write(stream, message(headers, body));
  } else if (!stream.destroyed) {
    stream.respond({
      ':status': status,
      'content-type': 'application/json',
      'x-amzn-errortype': name,
      'x-amzn-request-id': randomUUID(),
    });
    stream.write(body);
  }
  stream.end();
}

/** An error that no model describes, as a frame; the headers have gone. */
export function endWithError(stream: ServerHttp2Stream, code: string, text: string): void {
  write(stream, message({ ':message-type': 'error', ':error-code': code, ':error-message': text }, ''));
  stream.end();
}

/**
 * An event that cannot be read: a wrong checksum, no JSON, or only its first half. The headers have gone.
 * @returns the stream.
 */
export function writeSpoiled(stream: ServerHttp2Stream, how: 'crc' | 'json' | 'truncated'): ServerHttp2Stream {
  const bytes = message(EVENT_HEADERS, how === 'json' ? '{"Transcript":' : EMPTY_EVENT);
  if (how === 'crc') bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
  write(stream, how === 'truncated' ? bytes.subarray(0, bytes.length >> 1) : bytes);
  return stream;
}

function message(headers: Record<string, string>, body: string): Uint8Array {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
  return eventCodec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(body) });
}

function write(stream: ServerHttp2Stream, bytes: Uint8Array): void {
  if (!stream.writable) return;
  stream.write(bytes);
  if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
}
