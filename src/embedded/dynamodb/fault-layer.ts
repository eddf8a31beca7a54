/** Stands between the server and dynalite while a fault plan is in force: reads a call, then lets it through or not. */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { Readable } from 'node:stream';
import { callOf, type DynamoDbCall, type DynamoDbFaults } from './dynamodb-faults.ts';

/** As much as dynalite itself takes. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** While no rule is in force nobody asks what a call is. */
const UNREAD: DynamoDbCall = { operation: '', tables: [] };

/** To be called before other listeners of the server are added: those so far are what is stood before. */
export function layFaults(server: Server, faults: DynamoDbFaults): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  faults.guard(server, () => server.closeAllConnections());
  server.on('request', (incoming, response) => {
    const serve = (request: IncomingMessage) => {
      for (const listener of listeners) listener(request, response as never);
    };
    if (!faults.hasRules) {
      faults.take(UNREAD, incoming, response, () => serve(incoming));
      return;
    }
    const parts: Buffer[] = [];
    let size = 0;
    incoming.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= MAX_BODY_BYTES) parts.push(part);
      else response.destroy();
    });
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const call = callOf(incoming.headers['x-amz-target']?.toString(), body);
      faults.take(call, incoming, response, () => serve(again(incoming, body)));
    });
  });
}

/** A request that has been read, to be read once more. */
function again({ method, url, headers }: IncomingMessage, body: Buffer): IncomingMessage {
  const request = Readable.from(body.length === 0 ? [] : [body]);
  return Object.assign(request, { method, url, headers }) as unknown as IncomingMessage;
}
