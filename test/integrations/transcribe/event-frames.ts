/** The service's side of the event stream encoding, written from its description so that it checks the SDK's. */
import { crc32 } from 'node:zlib';

/** One frame: two lengths, their checksum, string headers, payload, checksum of all before. */
export function eventFrame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => stringHeader(name, value)));
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(16 + head.length + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  head.copy(frame, 12);
  body.copy(frame, 12 + head.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, -4)), frame.length - 4);
  return frame;
}

export function transcriptFrame(results: readonly unknown[]): Buffer {
  return eventFrame(
    { ':content-type': 'application/json', ':event-type': 'TranscriptEvent', ':message-type': 'event' },
    JSON.stringify({ Transcript: { Results: results } }),
  );
}

export function exceptionFrame(name: string, message: string): Buffer {
  return eventFrame(
    { ':content-type': 'application/json', ':exception-type': name, ':message-type': 'exception' },
    JSON.stringify({ Message: message }),
  );
}

function stringHeader(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const length = Buffer.alloc(3);
  length.writeUInt8(7, 0);
  length.writeUInt16BE(text.length, 1);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), length, text]);
}
