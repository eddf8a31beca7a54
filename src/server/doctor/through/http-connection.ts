/** Requests to the public address over one kept connection of its own. Follows no redirect. */
import {
  type AgentOptions,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { toPlainError } from './connect-error.ts';
import { type Answer, readAnswer } from './http-answer.ts';

export interface Asked {
  readonly method?: string;
  /** Path and query, appended to the public address. */
  readonly path: string;
  /** A header with several values is sent as several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface HttpConnectionOptions {
  /** The address of this machine to connect from. */
  readonly from?: string;
}

export class HttpConnection {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #agent: HttpAgent;

  /** @param url The public address. @param signal Ends every request. */
  constructor(url: string, signal: AbortSignal, { from }: HttpConnectionOptions = {}) {
    this.#url = url;
    this.#signal = signal;
    const options: AgentOptions = {
      keepAlive: true,
      maxSockets: 1,
      ...(from === undefined ? {} : { localAddress: from, family: isIP(from) }),
    };
    this.#agent = isSecure(url) ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** Rejects with one line for the operator when there is no whole answer, or when it is a redirect. */
  ask(asked: Asked): Promise<Answer> {
    return askOnce(this.#url, asked, { agent: this.#agent, signal: this.#signal });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/**
 * One request. An accepted upgrade is the answer 101, and its socket is closed.
 * @param transport How to connect: an agent or a connection, and the signal that ends it.
 */
export function askOnce(
  url: string,
  { method = 'GET', path, headers = {}, body }: Asked,
  transport: Pick<RequestOptions, 'agent' | 'createConnection'> & { readonly signal: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(toPlainError(error, url, transport.signal));
    const request = (isSecure(url) ? httpsRequest : httpRequest)(`${url}${path}`, {
      ...transport,
      method,
      headers: {
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value as string | string[]])),
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    });
    request.on('error', fail);
    request.on('response', (incoming: IncomingMessage) => {
      const isReused = request.reusedSocket;
      readAnswer(incoming, { isReused, url }).then(resolve, fail);
    });
    request.on('upgrade', (incoming, socket) => {
      socket.destroy();
      resolve({
        status: 101,
        headers: incoming.headers,
        text: '',
        error: undefined,
        json: undefined,
        isReused: false,
        addresses: {},
      });
    });
    request.end(body);
  });
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export interface Place {
  readonly host: string;
  readonly port: number;
  /** For TLS. An address is no name (RFC 6066, 3). */
  readonly servername?: string;
}

/** Where to connect to for the public address. */
export function placeOf(url: string): Place {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const place = { host, port: Number(port) || (DEFAULT_PORTS[protocol] ?? 0) };
  return isIP(host) === 0 ? { ...place, servername: host } : place;
}

export function isSecure(url: string): boolean {
  return url.startsWith('https:');
}
