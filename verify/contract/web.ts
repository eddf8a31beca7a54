/** HTTP requests with any headers, path and source address. Follows no redirects, keeps no connections. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { type Headers, outgoingHeaders } from '../../testkit/sockets/client-socket.ts';
import { type Code, STATUS } from './codes.ts';
import { Broken, fits, type Patterns, show } from './expectation.ts';

export interface WebRequest {
  readonly method?: string;
  /** A header of several lines has several values. */
  readonly headers?: Headers;
  readonly body?: string | Uint8Array;
  /** The local address to connect from. */
  readonly from?: string;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. Undefined: it is not JSON. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

const DEADLINE_MS = 15_000;

/** Rejects with Broken when no answer comes. An accepted upgrade counts as the answer 101. */
export function ask(url: string, what: WebRequest = {}): Promise<WebAnswer> {
  const { method = 'GET', headers = {}, body, from } = what;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const outgoing = (url.startsWith('https:') ? secureRequest : request)(url, {
      method,
      headers: outgoingHeaders({ ...length, ...headers }),
      agent: false,
      timeout: DEADLINE_MS,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    outgoing.on('response', (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: toJson(text) });
      });
    });
    outgoing.on('upgrade', (incoming, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: incoming.headers, text: '', json: undefined });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Broken('an answer within 15 s', 'none')));
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      reject(error instanceof Broken ? error : new Broken('an HTTP answer', error.code ?? error.message));
    });
    outgoing.end(body);
  });
}

/** Asks for an upgrade and returns the answer. An accepted socket is closed at once. */
export function askToUpgrade(url: string, what: WebRequest = {}): Promise<WebAnswer> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.from('contract of 16 b').toString('base64'),
    ...what.headers,
  };
  return ask(url.replace(/^ws/, 'http'), { ...what, headers });
}

/** Checks that the answer is this error: its status, and the error object as the body. */
export function isRefused(answer: WebAnswer, code: Code, details: Patterns = {}): void {
  const statusCode = STATUS[code];
  if (answer.status !== statusCode) {
    throw new Broken(`HTTP ${statusCode} ${code}`, `HTTP ${answer.status} ${show(answer.json?.code ?? answer.text)}`);
  }
  fits('the body', answer.json, { code, statusCode, message: /./, details, correlationId: /./ });
}

export function isAnswered(answer: WebAnswer, status: number): void {
  if (answer.status !== status) throw new Broken(`HTTP ${status}`, `HTTP ${answer.status} ${show(answer.text)}`);
}

function toJson(text: string): WebAnswer['json'] {
  try {
    return JSON.parse(text) as WebAnswer['json'];
  } catch {
    return undefined;
  }
}

/** @returns the lines of a request. */
export function toLines(headers: Headers): string[] {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
}
