/** Reads a request's body up to a limit. Keeps no more than the limit in memory. */
import type { IncomingMessage } from 'node:http';

export type RequestBody =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  | { readonly kind: 'tooLarge' }
  /** The client went away. */
  | { readonly kind: 'aborted' };

/**
 * Over `limitBytes` the rest is read and discarded, because a client that is still writing does not read the answer. Over
 * four times `limitBytes` the reading stops.
 */
export function readBody(incoming: IncomingMessage, limitBytes: number): Promise<RequestBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      if (size <= limitBytes * 4) return;
      incoming.pause();
      resolve({ kind: 'tooLarge' });
    });
    incoming.once('end', () => {
      resolve(size > limitBytes ? { kind: 'tooLarge' } : { kind: 'complete', bytes: Buffer.concat(chunks) });
    });
    incoming.once('error', () => resolve({ kind: 'aborted' }));
    incoming.once('close', () => resolve({ kind: 'aborted' }));
  });
}
