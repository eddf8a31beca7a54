/** Lambda as bytes on a socket: it keeps each request as it came, and answers with whatever bytes a test wants. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** @param request The whole request, head and body. @param nth of all requests, from 1. */
export type Answer = (socket: Socket, request: Buffer, nth: number) => void;

export interface RawLambda {
  readonly endpoint: string;
  readonly port: number;
  /** As they came, byte by byte. */
  readonly requests: readonly Buffer[];
  /** Connections so far. */
  readonly connections: () => number;
  /** What follows is answered like this. */
  answerWith(answer: Answer): void;
  /** Resolves when so many requests have come in all. */
  received(requests: number): Promise<void>;
}

export const ACCEPTED = 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n';

/** An answer with a body of known length. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
  return `HTTP/1.1 ${status} Said\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

export async function startRawLambda(
  t: TestContext,
  first: Answer = (socket) => socket.write(ACCEPTED),
): Promise<RawLambda> {
  const requests: Buffer[] = [];
  const sockets = new Set<Socket>();
  const waiting: { readonly requests: number; readonly resolve: () => void }[] = [];
  let respond = first;
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let held = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      const length = requestLength(held);
      if (length === undefined || held.length < length) return;
      const request = held.subarray(0, length);
      held = held.subarray(length);
      requests.push(request);
      for (const one of waiting) if (requests.length >= one.requests) one.resolve();
      respond(socket, request, requests.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    ...{ endpoint: `http://127.0.0.1:${port}`, port, requests },
    connections: () => connections,
    answerWith: (next) => {
      respond = next;
    },
    received: (wanted) =>
      new Promise((resolve) => {
        if (requests.length >= wanted) resolve();
        else waiting.push({ requests: wanted, resolve });
      }),
  };
}

/** @returns how long the first request is, bytes; undefined while its head is not complete. */
function requestLength(held: Buffer): number | undefined {
  const head = held.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(held.subarray(0, head).toString('latin1'))?.[1];
  return head + 4 + Number(length ?? 0);
}
