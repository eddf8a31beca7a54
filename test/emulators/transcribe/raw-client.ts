/** A bare HTTP/2 client that can send what the SDK never would. Signs nothing unless given the headers. */
import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { eventCodec } from '../../../emulators/transcribe/event-codec.ts';
import { FrameSplitter } from '../../../emulators/transcribe/frame-splitter.ts';

export const GOOD_HEADERS: OutgoingHttpHeaders = {
  ':method': 'POST',
  ':path': '/stream-transcription',
  'content-type': 'application/vnd.amazon.eventstream',
  'x-amzn-transcribe-language-code': 'en-US',
  'x-amzn-transcribe-media-encoding': 'pcm',
  'x-amzn-transcribe-sample-rate': '16000',
};

export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  /** The body as text when it is no event stream. */
  readonly text: string;
  readonly messages: { readonly type: string; readonly body: { readonly Message?: string } }[];
}

/** Sends the body at once, ends its side if told to, and waits for the end of the answer. */
export async function post(
  endpoint: string,
  headers: OutgoingHttpHeaders,
  body: Uint8Array = new Uint8Array(0),
  endsItsSide = true,
): Promise<RawAnswer> {
  const session = connect(endpoint);
  session.on('error', () => {});
  try {
    const stream = session.request({ ...GOOD_HEADERS, ...headers });
    stream.on('error', () => {});
    let answered: IncomingHttpHeaders = {};
    stream.on('response', (response) => {
      answered = response;
    });
    stream.write(body);
    if (endsItsSide) stream.end();
    const parts: Uint8Array[] = [];
    stream.on('data', (part: Uint8Array) => parts.push(part));
    await new Promise<void>((resolve) => stream.on('close', resolve));
    const all = Buffer.concat(parts);
    const isStream = answered['content-type'] === 'application/vnd.amazon.eventstream';
    return { headers: answered, text: all.toString(), messages: isStream ? messagesIn(all) : [] };
  } finally {
    session.destroy();
  }
}

/** One audio event in its unsigned outer frame. */
export function audioFrame(pcm: Uint8Array, eventType = 'AudioEvent'): Uint8Array {
  const inner = eventCodec.encode({ headers: { ':event-type': { type: 'string', value: eventType } }, body: pcm });
  return eventCodec.encode({ headers: {}, body: inner });
}

function messagesIn(bytes: Uint8Array) {
  return new FrameSplitter().push(bytes).map((frame) => {
    const { headers, body } = eventCodec.decode(frame);
    const type = headers[':exception-type'] ?? headers[':event-type'];
    return { type: String(type?.value), body: JSON.parse(Buffer.from(body).toString()) as { Message?: string } };
  });
}
