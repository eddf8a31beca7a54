/**
 * A WebSocket client of a server: opened or refused, heard frame by frame, closed once. Its socket never throws into the
 * process. Keeps no frames, and decides nothing.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export type Headers = Readonly<Record<string, string | readonly string[]>>;

export interface ClientSocketOptions {
  readonly headers?: Headers;
  readonly protocols?: readonly string[];
  /** One of this machine's addresses, to come from. */
  readonly localAddress?: string;
  /** How long opening may take, ms; as long as it takes when left out. */
  readonly opensWithinMs?: number;
  readonly onFrame?: (data: Buffer, isBinary: boolean) => void;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
  /** By performance.now(). */
  readonly atMs: number;
}

/** The answer to an upgrade that the server did not accept. */
export interface Refusal {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first 10,000 characters of it. */
  readonly body: string;
}

const MAX_REFUSAL = 10_000;

/** The server did not accept the upgrade. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`refused with ${refusal.status}: ${reasonOf(refusal.body)}`);
    this.refusal = refusal;
  }

  /** What the server needs is not there just now: the same wish may be granted later. */
  get isForNow(): boolean {
    return this.refusal.status === 503 || this.refusal.status === 504;
  }
}

export class ClientSocket {
  readonly socket: WebSocket;
  /** Rejects with RefusedError, or when no connection comes about. */
  readonly opened: Promise<void>;
  /** Resolves, whatever happens; code 1006 when there never was a connection. */
  readonly closed: Promise<Closing>;
  /** Undefined as long as it is not closed. */
  closing: Closing | undefined;
  /** What went wrong with it, for people. */
  failure: string | undefined;

  constructor(url: string, options: ClientSocketOptions = {}) {
    const { headers = {}, protocols = [], localAddress, opensWithinMs, onFrame } = options;
    this.socket = new WebSocket(url, [...protocols], {
      headers: outgoingHeaders(headers),
      perMessageDeflate: false,
      ...(opensWithinMs === undefined ? {} : { handshakeTimeout: opensWithinMs }),
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.on('error', (error) => {
        this.failure ??= error.message;
        reject(error);
      });
      this.socket.once('unexpected-response', (_, response) => {
        void refusalOf(response).then((refusal) => {
          const refused = new RefusedError(refusal);
          this.failure = refused.message;
          reject(refused);
          this.socket.terminate();
        });
      });
    });
    // Who does not wait for it learns of it from `closed`.
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.closing = { code, reason: reason.toString(), atMs: performance.now() };
        this.failure ??= `closed with ${code}`;
        resolve(this.closing);
      });
    });
    if (onFrame) this.socket.on('message', (data: Buffer, isBinary) => onFrame(data, isBinary));
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** Objects go as JSON, strings as they are, bytes as a binary frame. On a socket that is closed nothing is sent. */
  send(message: unknown): void {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  /** As a client that leaves. */
  close(): void {
    this.socket.close();
  }

  /** As a client whose network is gone. */
  drop(): void {
    this.socket.terminate();
  }
}

/** As Node wants them. */
export function outgoingHeaders(headers: Headers): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

async function refusalOf(response: IncomingMessage): Promise<Refusal> {
  let body = '';
  try {
    for await (const part of response.setEncoding('utf8')) {
      body += part;
      if (body.length > MAX_REFUSAL) break;
    }
  } catch {
    // Broken off: what has come of it is told.
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: body.slice(0, MAX_REFUSAL) };
}

/** The code and message of an error object: the same for the same reason, so that reasons can be counted. */
function reasonOf(body: string): string {
  try {
    const { code, message } = JSON.parse(body) as { code?: string; message?: string };
    return `${code} ${message}`;
  } catch {
    return body.slice(0, 100);
  }
}
