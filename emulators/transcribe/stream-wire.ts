/** The response side of one stream: headers, events, an exception, the end. Faults are injected by wrapping it. */
import { randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { eventCodec } from './event-codec.ts';
import { SERVICE_EXCEPTIONS, type ServiceException } from './service-exceptions.ts';

/** Everything that is sent to the client goes through here, in this order: `open`, events, then `fail` or `end`. */
export interface StreamWire {
  open(echo: OutgoingHttpHeaders): void;
  /** @param body JSON of a TranscriptEvent. */
  event(body: string): void;
  /** Sends an HTTP answer before `open`, an exception frame after it. Ends the stream. */
  fail(exception: ServiceException): void;
  end(): void;
}

/** Makes the wire of a stream. */
export type WireFactory = (stream: ServerHttp2Stream) => StreamWire;

/** Most data that the client has not read. Over this the stream is reset, because the client does not read any more. */
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

/** Sends any exception, in the model or not: an HTTP answer with `status` before the headers, a frame after them. */
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

/** Sends an error that is not in the model, as a frame. The headers must have been sent. */
export function endWithError(stream: ServerHttp2Stream, code: string, text: string): void {
  write(stream, message({ ':message-type': 'error', ':error-code': code, ':error-message': text }, ''));
  stream.end();
}

/**
 * Writes an event that cannot be read: a wrong checksum, not JSON, or only the first half. The headers must have been sent.
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
