/**
 * The inspector's HTTP server, for this machine only: a page that draws the charts, the page's feed, and the relay of
 * inspection events. It listens on loopback only and refuses browser pages of other origins.
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
import type { Inspector } from './inspector.ts';
import { IntrospectionFeed, type IntrospectionSource } from './introspection-feed.ts';
import { statelyPage } from './stately-page.ts';

export interface InspectorServerDeps {
  /** 0: any free port. */
  readonly port: number;
  readonly inspector: Inspector;
  readonly source: IntrospectionSource;
  readonly log: LogPort;
  /** A viewer with more unsent bytes than this is disconnected. */
  readonly maxBacklogBytes?: number;
}

export interface InspectorServer {
  /** The page's URL. */
  readonly url: string;
  /** Present viewers, and viewers that were disconnected as too slow since the start. */
  readonly counts: { readonly viewers: number; readonly dropped: number };
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Time for a complete request: a client that sends nothing must not keep a connection. */
const TIME_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 } as const;
/** Maximum of viewers at the same time; the next one is refused. */
export const MAX_VIEWERS = 8;
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** A viewer only sends which session it wants. */
const MAX_MESSAGE_BYTES = 1_024;
const SESSION_ID = /^[a-z0-9-]{1,64}$/;
const PAGE = new URL('./page.html', import.meta.url);
const STATELY = 'https://stately.ai';

/** Rejects with a one-line message when the port is in use. */
export async function startInspectorServer(deps: InspectorServerDeps): Promise<InspectorServer> {
  const { inspector, log, maxBacklogBytes = MAX_BACKLOG_BYTES, port, source } = deps;
  const feed = new IntrospectionFeed(source);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  let dropped = 0;
  const server = createServer(TIME_LIMITS, (request, response) => answer(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a handler, a client that disconnects during the handshake would end the process.
    socket.on('error', () => socket.destroy());
    const { pathname, searchParams } = parseAddress(request);
    const refused = whyRefused(request) ?? (pathname === '/feed' || pathname === '/events' ? undefined : 404);
    const status = refused ?? (sockets.clients.size >= MAX_VIEWERS ? 503 : undefined);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const sessionId = parseSessionId(searchParams.get('session'));
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
        log.info('inspect', 'a viewer was disconnected because it was too slow', { dropped });
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
      const message = parseWatchMessage(String(data));
      if (message === undefined) viewer.close(1008, 'the message is not a valid watch message');
      else feed.choose(watcher, message.sessionId ?? undefined);
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
  const { pathname } = parseAddress(request);
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

/** Allows programs and pages of this machine, and Stately's page, which a viewer has opened here. */
function whyRefused({ headers: { host, origin } }: IncomingMessage): 403 | undefined {
  return isLocalRequest(host, origin === STATELY ? undefined : origin) ? undefined : 403;
}

function parseAddress({ url = '/' }: IncomingMessage): URL {
  return URL.canParse(url, `http://${HOST}`)
    ? new URL(url, `http://${HOST}`)
    : new URL(`http://${HOST}/not-an-address`);
}

/** An invalid session id selects a session that does not exist, instead of all sessions. */
function parseSessionId(given: string | null): string | undefined {
  if (given === null || given === '') return undefined;
  return SESSION_ID.test(given) ? given : '-';
}

function parseWatchMessage(text: string): WatchMessage | undefined {
  try {
    const message = JSON.parse(text) as Partial<WatchMessage> | null;
    if (message?.type !== 'watch') return undefined;
    if (message.sessionId === null) return { type: 'watch', sessionId: null };
    return typeof message.sessionId === 'string' && SESSION_ID.test(message.sessionId)
      ? { type: 'watch', sessionId: message.sessionId }
      : undefined;
  } catch {
    return undefined;
  }
}
