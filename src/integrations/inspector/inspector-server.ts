/**
 * The inspector's port: a page that draws the charts, its feed, and the relay of inspection events, for this machine alone.
 * It listens on loopback and nowhere else, and browser pages from elsewhere are refused.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { WatchMessage } from '../../protocol/inside.ts';
import { isLocalRequest } from '../../protocol/loopback.ts';
import { InsideFeed, type IntrospectionSource } from './inside-feed.ts';
import type { Inspector } from './inspector.ts';
import { statelyPage } from './stately-page.ts';

export interface InspectorServerParts {
  /** 0 takes a free one. */
  readonly port: number;
  readonly inspector: Inspector;
  readonly source: IntrospectionSource;
  readonly log: LogPort;
  /** Unsent bytes over which a viewer is dropped. */
  readonly maxBacklogBytes?: number;
}

export interface InspectorServer {
  /** Of the page. */
  readonly url: string;
  /** Viewers now, and those that were dropped for being slow, ever. */
  readonly counts: { readonly viewers: number; readonly dropped: number };
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** For a request to come whole: who says nothing must not keep a connection. */
const TIME_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 } as const;
/** Viewers at a time; the next is refused. */
export const MAX_VIEWERS = 8;
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** A viewer says which session it wants, and nothing else. */
const MAX_MESSAGE_BYTES = 1_024;
const SESSION_ID = /^[a-z0-9-]{1,64}$/;
const PAGE = new URL('./page.html', import.meta.url);
const STATELY = 'https://stately.ai';

/** Rejects with one clear line when the port is taken. */
export async function startInspectorServer(parts: InspectorServerParts): Promise<InspectorServer> {
  const { inspector, log, maxBacklogBytes = MAX_BACKLOG_BYTES, port, source } = parts;
  const feed = new InsideFeed(source);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  let dropped = 0;
  const server = createServer(TIME_LIMITS, (request, response) => answer(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // One who breaks off in the middle of the handshake would end the process otherwise.
    socket.on('error', () => socket.destroy());
    const { pathname, searchParams } = addressOf(request);
    const refused = whyRefused(request) ?? (pathname === '/feed' || pathname === '/events' ? undefined : 404);
    const status = refused ?? (sockets.clients.size >= MAX_VIEWERS ? 503 : undefined);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const sessionId = sessionIdOf(searchParams.get('session'));
    sockets.handleUpgrade(request, socket, head, (viewer) => welcome(viewer, pathname, sessionId));
  });

  function welcome(viewer: WebSocket, path: string, sessionId: string | undefined): void {
    const watcher = {
      sessionId,
      take: (text: string) => {
        if (viewer.readyState !== viewer.OPEN) return false;
        viewer.send(text);
        if (viewer.bufferedAmount <= maxBacklogBytes) return true;
        dropped += 1;
        log.info('inspect', 'slow viewer dropped', { dropped });
        viewer.terminate();
        return false;
      },
    };
    viewer.on('error', () => viewer.terminate());
    if (path === '/events') {
      inspector.add(watcher);
      viewer.on('close', () => inspector.remove(watcher));
      return;
    }
    feed.add(watcher, sessionId);
    viewer.on('close', () => feed.remove(watcher));
    viewer.on('message', (data) => {
      const wish = wishOf(String(data));
      if (wish === undefined) viewer.close(1008, 'not understood');
      else feed.choose(watcher, wish.sessionId ?? undefined);
    });
  }

  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`inspector port ${port} on ${HOST} is taken or not allowed`, { cause: error });
  }
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    get counts() {
      return { viewers: sockets.clients.size, dropped };
    },
    async close() {
      for (const viewer of sockets.clients) viewer.terminate();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = addressOf(request);
  const page =
    pathname === '/' ? readFileSync(PAGE, 'utf8') : pathname === '/stately' ? statelyPage(STATELY) : undefined;
  const status = whyRefused(request) ?? (page === undefined ? 404 : request.method === 'GET' ? 200 : 405);
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'; ` +
      `connect-src ws://127.0.0.1:* ws://localhost:*; frame-src ${STATELY}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(status === 200 ? page : '');
}

/** Programs and pages of this machine, and Stately's page, which a viewer has opened here. */
function whyRefused({ headers: { host, origin } }: IncomingMessage): 403 | undefined {
  return isLocalRequest(host, origin === STATELY ? undefined : origin) ? undefined : 403;
}

function addressOf({ url = '/' }: IncomingMessage): URL {
  return URL.canParse(url, `http://${HOST}`)
    ? new URL(url, `http://${HOST}`)
    : new URL(`http://${HOST}/not-an-address`);
}

/** What is no session id selects a session that does not exist, not all of them. */
function sessionIdOf(given: string | null): string | undefined {
  if (given === null || given === '') return undefined;
  return SESSION_ID.test(given) ? given : '-';
}

function wishOf(text: string): WatchMessage | undefined {
  try {
    const wish = JSON.parse(text) as Partial<WatchMessage> | null;
    if (wish?.type !== 'watch') return undefined;
    if (wish.sessionId === null) return { type: 'watch', sessionId: null };
    return typeof wish.sessionId === 'string' && SESSION_ID.test(wish.sessionId)
      ? { type: 'watch', sessionId: wish.sessionId }
      : undefined;
  } catch {
    return undefined;
  }
}
