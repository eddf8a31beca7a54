/** A small reverse proxy in front of a server, which a test can make as wrong as proxies are. Everything ends with the test. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Ending } from '../test-server.ts';

export interface FrontOptions {
  /** @returns the headers that the server gets. Default: the client's, and its address in X-Forwarded-For. */
  readonly headers?: (headers: IncomingHttpHeaders, client: string) => Record<string, string | string[] | undefined>;
  readonly path?: (path: string) => string;
  /** Answers in place of the server. @returns whether it has. */
  readonly answer?: (asked: IncomingMessage, response: ServerResponse) => boolean;
  /** Upgrades are passed on as plain requests. */
  readonly dropsUpgrade?: boolean;
  /** Longer heads are answered 431. */
  readonly maxHeaderBytes?: number;
  /** Changes what a client sends on its WebSocket; undefined cuts the connection. */
  readonly onFrames?: (bytes: Buffer) => Buffer | undefined;
  /** Cuts a WebSocket on which nothing has come from the client for so long, ms. */
  readonly idleMs?: number;
}

/** Belong to one connection, and are not passed on. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'upgrade'];

export interface Front {
  readonly url: string;
  /** Connections of clients that are open now. */
  readonly openSockets: () => number;
}

/** @param target The server's URL. */
export async function startFront(t: Ending, target: string, options: FrontOptions = {}): Promise<Front> {
  const { maxHeaderBytes, answer = () => false } = options;
  const server = createServer(maxHeaderBytes === undefined ? {} : { maxHeaderSize: maxHeaderBytes });
  server.keepAliveTimeout = 0;
  server.on('request', (asked, response) => {
    if (!answer(asked, response)) pass(asked, response, target, options);
  });
  if (!options.dropsUpgrade) {
    server.on('upgrade', (asked: IncomingMessage, socket: Duplex) => passUpgrade(asked, socket, target, options));
  }
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, openSockets: () => sockets.size };
}

const withClient: Required<FrontOptions>['headers'] = (headers, client) => ({ ...headers, 'x-forwarded-for': client });

function outgoing(asked: IncomingMessage, target: string, { headers = withClient, path = (own) => own }: FrontOptions) {
  const client = asked.socket.remoteAddress ?? '';
  const sent = Object.entries(headers(asked.headers, client)).filter(([, value]) => value !== undefined);
  return request(`${target}${path(asked.url ?? '/')}`, {
    method: asked.method,
    headers: Object.fromEntries(sent) as Record<string, string | string[]>,
    agent: false,
  });
}

function pass(asked: IncomingMessage, response: ServerResponse, target: string, options: FrontOptions): void {
  const to = outgoing(asked, target, options);
  for (const name of HOP_BY_HOP) to.removeHeader(name);
  to.on('response', (incoming) => {
    const kept = Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
    response.writeHead(incoming.statusCode ?? 0, Object.fromEntries(kept));
    incoming.pipe(response);
  });
  // The server accepts an upgrade that this proxy has not passed on as one.
  to.on('upgrade', (_, socket) => {
    socket.destroy();
    response.writeHead(502).end();
  });
  to.on('error', () => response.destroy());
  asked.pipe(to);
}

function passUpgrade(asked: IncomingMessage, near: Duplex, target: string, options: FrontOptions): void {
  const { idleMs = 0, onFrames = (bytes) => bytes } = options;
  const to = outgoing(asked, target, options);
  near.on('error', () => to.destroy());
  near.on('close', () => to.destroy());
  to.on('error', () => near.destroy());
  to.on('upgrade', (incoming, far, first) => {
    near.write(headOf(incoming));
    near.write(first);
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    far.on('error', cut).on('close', cut);
    near.on('end', cut).on('close', cut);
    if (idleMs > 0) (near as Socket).setTimeout(idleMs, cut);
    far.pipe(near);
    near.on('data', (bytes: Buffer) => {
      const changed = onFrames(bytes);
      if (changed) far.write(changed);
      else cut();
    });
  });
  to.on('response', (incoming) => {
    near.write(headOf(incoming));
    incoming.pipe(near);
  });
  to.end();
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n');
}
