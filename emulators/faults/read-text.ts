/** Reads a short request body as text, holding no more than the limit. */
import type { IncomingMessage } from 'node:http';

/** @returns undefined when the body is longer than the limit; the rest is read and discarded. '' when the client left. */
export async function readText(incoming: IncomingMessage, limitBytes: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of incoming as AsyncIterable<Buffer>) {
      size += part.length;
      if (size <= limitBytes) parts.push(part);
    }
  } catch {
    return '';
  }
  return size > limitBytes ? undefined : Buffer.concat(parts).toString('utf8');
}
