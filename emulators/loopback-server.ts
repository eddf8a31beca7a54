/**
 * The HTTP server of every local endpoint, for programs and pages of this machine. It refuses requests to another host name
 * (DNS rebinding) or from another site's page, and limits how long a request may take to arrive.
 */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { isLocalRequest } from '../src/protocol/loopback.ts';

/** Longer than an SDK keeps an idle connection, so that no call is sent on a connection that is being closed. */
const KEEP_ALIVE_MS = 65_000;
/** A request that has not arrived completely by then is answered with 408, and its connection is closed. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const CHECK_EVERY_MS = 2_000;
/** More than any load on this machine needs. One more connection is closed at once. */
export const MAX_CONNECTIONS = 4_096;

/** The answer to a caller that is not on this machine. */
export const NOT_LOCAL = JSON.stringify({
  code: 'FORBIDDEN',
  message: 'Only programs and pages of this machine are answered: Host and Origin must be loopback names.',
});

/** @param listener gets local requests only. */
export function createLoopbackServer(listener: RequestListener): Server {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    },
    (incoming, response) => {
      // A client may close its connection at any time. That is not an error here.
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
