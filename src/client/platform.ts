/** What the client takes from where it runs: sockets, HTTP, time and chance. Each can be given by the caller; none is imported. */

/** As far as the client reads the events of a WebSocket. */
export interface SocketEvent {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** The WebSocket of browsers, of Node 22 and of the package `ws`, as far as the client uses it. */
export interface SocketLike {
  readonly readyState: number;
  /** Bytes given to `send` that the network has not taken yet. */
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
  /** Milliseconds; must not go back. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface PlatformOptions {
  /** `globalThis.WebSocket` when left out; Node 20 has none: give it that of the package `ws`. */
  readonly WebSocket?: SocketConstructor;
  /** `globalThis.fetch` when left out. */
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** 0 up to 1; `Math.random` when left out. */
  readonly random?: () => number;
}
export type Platform = Required<PlatformOptions>;

const CLOCK: Clock = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** @throws TypeError where there is no WebSocket and none was given. */
export function platformOf(options: PlatformOptions): Platform {
  const WebSocket = options.WebSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  if (WebSocket === undefined) {
    throw new TypeError('There is no WebSocket here: give one as the option WebSocket, e.g. that of the package ws');
  }
  return {
    WebSocket,
    fetch: options.fetch ?? ((url, request) => globalThis.fetch(url, request)),
    clock: options.clock ?? CLOCK,
    random: options.random ?? Math.random,
  };
}
