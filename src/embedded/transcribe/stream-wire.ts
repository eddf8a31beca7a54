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

export const plainWire: WireFactory = (stream) => {
  const write = (headers: Record<string, string>, body: string) => {
    if (!stream.writable) return;
    const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
    stream.write(eventCodec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(body) }));
    if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
  };
  return {
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
      write({ ':message-type': 'event', ':event-type': 'TranscriptEvent', ':content-type': 'application/json' }, body);
    },
    fail({ name, message }) {
      const body = JSON.stringify({ Message: message });
      if (stream.headersSent) {
        const type = { ':message-type': 'exception', ':exception-type': name, ':content-type': 'application/json' };
        write(type, body);
      } else if (!stream.destroyed) {
        stream.respond({
          ':status': SERVICE_EXCEPTIONS[name],
          'content-type': 'application/json',
          'x-amzn-errortype': name,
          'x-amzn-request-id': randomUUID(),
        });
        stream.write(body);
      }
      stream.end();
    },
    end() {
      stream.end();
    },
  };
};
