/** What the client needs from its environment: sockets, HTTP, time, random numbers. The caller may replace each. */

/** The part of a WebSocket's events that the client uses. */
export interface SocketEvent {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** The part of a WebSocket that the client uses; browsers, Node 22 and the package `ws` have it. */
export interface SocketLike {
  readonly readyState: number;
  /** Bytes given to `send` and not yet sent to the network. */
  readonly bufferedAmount: number;
  binaryType: string;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: SocketEvent) => void): void;
}
export type SocketConstructor = new (url: string, protocols?: string[]) => SocketLike;

export interface HttpRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
}
export type Fetch = (url: string, request: HttpRequest) => Promise<{ status: number; json(): Promise<unknown> }>;

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface PlatformOptions {
  /** Default `globalThis.WebSocket`; Node 20 has none: pass the one of the package `ws`. */
  readonly WebSocket?: SocketConstructor;
  /** Default `globalThis.fetch`. */
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** From 0 up to 1, 1 excluded; default `Math.random`. */
  readonly random?: () => number;
}
export type Platform = Required<PlatformOptions>;

const CLOCK: Clock = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** @throws TypeError when the environment has no WebSocket and none is given. */
export function platformOf(options: PlatformOptions): Platform {
  const WebSocket = options.WebSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  if (WebSocket === undefined) {
    throw new TypeError(
      'This environment has no WebSocket. Pass one as the option WebSocket, for example the one of the package ws',
    );
  }
  return {
    WebSocket,
    fetch: options.fetch ?? ((url, request) => globalThis.fetch(url, request)),
    clock: options.clock ?? CLOCK,
    random: options.random ?? Math.random,
  };
}
