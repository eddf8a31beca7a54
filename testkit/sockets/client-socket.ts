/**
 * A WebSocket client of a server: reports that it is opened or refused, each frame, and once that it is closed. An error of its
 * socket never ends the process. Keeps no frames.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export type Headers = Readonly<Record<string, string | readonly string[]>>;

export interface ClientSocketOptions {
  readonly headers?: Headers;
  readonly protocols?: readonly string[];
  /** The address of this machine that the client uses. */
  readonly localAddress?: string;
  /** How long opening may take, ms; default: no limit. */
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
  /** The first 10,000 characters. */
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

  /** Whether the same request may succeed later, because the server or a service is only unavailable now. */
  get isForNow(): boolean {
    return this.refusal.status === 503 || this.refusal.status === 504;
  }
}

export class ClientSocket {
  readonly socket: WebSocket;
  /** Rejects with RefusedError, or with another error if there is no connection. */
  readonly opened: Promise<void>;
  /** Always resolves; code 1006 if there never was a connection. */
  readonly closed: Promise<Closing>;
  /** Undefined until it is closed. */
  closing: Closing | undefined;
  /** The first thing that went wrong, or how it was closed, for people. */
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
    // Callers that do not wait for `opened` see the failure in `closed`.
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

  /** Sends objects as JSON, strings as they are, bytes as a binary frame. Sends nothing on a closed socket. */
  send(message: unknown): void {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  /** Closes it as a client that leaves. */
  close(): void {
    this.socket.close();
  }

  /** Closes it as a client that loses its network. */
  drop(): void {
    this.socket.terminate();
  }
}

/** Copies headers to the type that Node expects. */
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
    // The body was cut off: what has arrived is reported.
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: body.slice(0, MAX_REFUSAL) };
}

/** The code and message of an error object, without what differs each time, so that equal reasons can be counted. */
function reasonOf(body: string): string {
  try {
    const { code, message } = JSON.parse(body) as { code?: string; message?: string };
    return `${code} ${message}`;
  } catch {
    return body.slice(0, 100);
  }
}
