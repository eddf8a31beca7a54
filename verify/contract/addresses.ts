/** Gives each client of the suite its own address, so that limits by address count it alone, or paces clients that share one. */
import { randomInt } from 'node:crypto';
import { platform } from 'node:os';
import { sleep } from './deadline.ts';

/**
 * `forwarded`: X-Forwarded-For, which the server trusts. `loopback`: addresses of this machine's loopback network.
 * `shared`: one address for all clients, which are paced so that they stay below the limits.
 */
export type Addressing = 'forwarded' | 'loopback' | 'shared';

export interface Origin {
  readonly headers: Readonly<Record<string, string>>;
  /** The local address that the client connects from. */
  readonly from?: string;
}

const WINDOW_MS = 60_000;
/** Below the contract's limits for an address: 20 refused connects, 10 unknown sessions, 1,200 connects. */
const PACES = { refusals: 17, connects: 1_000 } as const;

/** How clients get addresses at a server that runs already. @param isForwarded whether it trusts X-Forwarded-For from here. */
export function addressingFor(url: string, isForwarded: boolean): Addressing {
  if (isForwarded) return 'forwarded';
  return platform() === 'linux' && new URL(url).hostname.startsWith('127.') ? 'loopback' : 'shared';
}

/** Replaces localhost with 127.0.0.1 if the server answers there: clients can connect from all addresses of that network. */
export async function loopbackOf(url: string, isReachable: (url: string) => Promise<boolean>): Promise<string> {
  const named = new URL(url);
  if (named.protocol !== 'http:' || named.hostname !== 'localhost') return url;
  named.hostname = '127.0.0.1';
  const numbered = named.href.replace(/\/+$/, '');
  return (await isReachable(numbered)) ? numbered : url;
}

export function newAddress(addressing: Addressing): string {
  const [second, third, last] = [randomInt(1, 255), randomInt(256), randomInt(1, 255)];
  return `${addressing === 'loopback' ? 127 : 10}.${second}.${third}.${last}`;
}

/** What a client sends so that the server sees it at this address. */
export function originOf(addressing: Addressing, address: string): Origin {
  if (addressing === 'forwarded') return { headers: { 'x-forwarded-for': address } };
  return addressing === 'loopback' ? { headers: {}, from: address } : { headers: {} };
}

/** The real clock, or a test's clock. */
export interface PaceClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Paces clients that share an address, so that they stay below the limits of an address. Otherwise never waits. */
export class Pace {
  readonly #isShared: boolean;
  readonly #clock: PaceClock;
  readonly #takenAtMs = { refusals: [] as number[], connects: [] as number[] };

  constructor(addressing: Addressing, clock: PaceClock = { now: () => performance.now(), sleep }) {
    this.#isShared = addressing === 'shared';
    this.#clock = clock;
  }

  /** Resolves when one more connect of this kind may be sent. */
  async turn(kind: keyof typeof PACES): Promise<void> {
    if (!this.#isShared) return;
    for (;;) {
      const nowMs = this.#clock.now();
      const taken = this.#takenAtMs[kind].filter((atMs) => atMs > nowMs - WINDOW_MS);
      this.#takenAtMs[kind] = taken;
      if (taken.length < PACES[kind]) {
        taken.push(nowMs);
        return;
      }
      await this.#clock.sleep((taken[0] ?? nowMs) + WINDOW_MS - nowMs + 1);
    }
  }
}
