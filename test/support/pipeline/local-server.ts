/** A loopback HTTP server that hands whole requests to a function. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import {
  constants,
  createServer as createHttp2Server,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface LocalRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LocalReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** `answer` may give 'hangUp' to cut the connection. */
export async function startLocalServer(
  answer: (request: LocalRequest) => LocalReply | 'hangUp' | Promise<LocalReply | 'hangUp'>,
) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const reply = await answer({ method, path: url, headers, body: Buffer.concat(chunks) });
    if (reply === 'hangUp') request.socket.destroy();
    else response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A reply that is sent piece by piece, as the iterable gives them. If it throws, the stream is reset. */
export interface StreamedReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The same for clients that speak HTTP/2 without TLS. */
export async function startLocalHttp2Server(answer: (request: LocalRequest) => LocalReply | StreamedReply) {
  const server = createHttp2Server(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const reply = answer({ method, path: url, headers, body: Buffer.concat(chunks) });
    response.writeHead(reply.status, reply.headers ?? {});
    if ('pieces' in reply) await sendPieces(response, reply.pieces);
    else response.end(reply.body ?? '');
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendPieces(response: Http2ServerResponse, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of pieces) response.write(piece);
    response.end();
  } catch {
    response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}
