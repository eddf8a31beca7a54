/**
 * The HTTP server of every local endpoint: for programs and pages of this machine, whatever the service. It turns away
 * what comes under another name (DNS rebinding) or from another site's page, and bounds how long a request may take to come.
 */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { isLocalRequest } from '../src/protocol/loopback.ts';

/** Longer than an SDK keeps an idle connection, so that no call meets a connection being closed. */
const KEEP_ALIVE_MS = 65_000;
/** A request that has not come whole by then is answered 408, and its connection closed. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const CHECK_EVERY_MS = 2_000;
/** More than any load this machine could make; one more is closed at once. */
export const MAX_CONNECTIONS = 4_096;

/** What a caller that is not of this machine is told. */
export const NOT_LOCAL = JSON.stringify({
  code: 'FORBIDDEN',
  message: 'Only programs and pages of this machine are answered: Host and Origin must be loopback names.',
});

/** @param listener Sees local requests only. */
export function createLoopbackServer(listener: RequestListener): Server {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    },
    (incoming, response) => {
      // A client may break off at any time; that is its own affair.
      incoming.on('error', () => {});
      response.on('error', () => {});
      const { host, origin } = incoming.headers;
      if (isLocalRequest(host, origin)) listener(incoming, response);
      else writeJson(response, 403, NOT_LOCAL);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** Answers with a JSON text. */
export function writeJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const own = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, { ...own, ...headers });
  response.end(text);
}
