/** A WebSocket of one of the demo's clients: parsed messages in, one-line reasons for a refusal. Knows no roles. */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

/** A server's message: `type` is always there, the rest is for its reader to check. */
export type Incoming = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface SocketEvents {
  message(message: Incoming): void;
  /** Refused, lost or closed; one line. Called once, and not after `close()`. */
  gone(reason: string): void;
}

const MAX_REFUSAL_CHARACTERS = 10_000;

/** Handlers are in place before the connection is, so that what the server pushes at once is not missed. */
export function openSocket(url: string, events: SocketEvents): WebSocket {
  const socket = new WebSocket(url, { handshakeTimeout: 10_000 });
  let isGone = false;
  const gone = (reason: string) => {
    if (!isGone) events.gone(reason);
    isGone = true;
  };
  socket.on('message', (data, isBinary) => {
    if (!isBinary && !isGone) events.message(JSON.parse(String(data)) as Incoming);
  });
  socket.on('unexpected-response', (_request, response) => {
    void readRefusal(response).then((reason) => {
      gone(reason);
      socket.terminate();
    });
  });
  socket.on('error', (error) => gone(`no connection to the server: ${error.message}`));
  socket.on('close', (code, reason) => gone(`the server closed the connection (${code}${reason.length > 0 ? ` ${reason}` : ''})`));
  return socket;
}

/** `CODE: message` of an error frame or body. */
export function describeError(error: Readonly<Record<string, unknown>>): string {
  return `${error.code ?? 'error'}: ${error.message ?? 'no message'}`;
}

async function readRefusal(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of response.setEncoding('utf8')) body = (body + part).slice(0, MAX_REFUSAL_CHARACTERS);
  try {
    return `the server refused the connection: ${describeError(JSON.parse(body))}`;
  } catch {
    return `the server refused the connection: HTTP ${response.statusCode}`;
  }
}
