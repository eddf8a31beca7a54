/** Addresses for the suite's clients, so that limits by address see each of them by itself; and patience where they share one. */
import { randomInt } from 'node:crypto';
import { platform } from 'node:os';
import { sleep } from './deadline.ts';

/**
 * By X-Forwarded-For, which the server believes; from addresses of this machine's loopback network; or all from one
 * address, paced so that no limit is met.
 */
export type Addressing = 'forwarded' | 'loopback' | 'shared';

export interface Origin {
  readonly headers: Readonly<Record<string, string>>;
  /** An address of this machine to come from. */
  readonly from?: string;
}

const WINDOW_MS = 60_000;
/** A margin under the page's 20 refused connects, 10 unknown sessions and 1,200 connects of an address. */
const PACES = { refusals: 17, connects: 1_000 } as const;

/** How clients get addresses at a server that runs already. @param isForwarded whether it believes X-Forwarded-For from here. */
export function addressingFor(url: string, isForwarded: boolean): Addressing {
  if (isForwarded) return 'forwarded';
  return platform() === 'linux' && new URL(url).hostname.startsWith('127.') ? 'loopback' : 'shared';
}

/** 127.0.0.1 for localhost where it answers there, which has a whole network of addresses to come from. */
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

/** What a client at this address does to be seen as such. */
export function originOf(addressing: Addressing, address: string): Origin {
  if (addressing === 'forwarded') return { headers: { 'x-forwarded-for': address } };
  return addressing === 'loopback' ? { headers: {}, from: address } : { headers: {} };
}

/** Time as it is, or as a test has it. */
export interface PaceClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Keeps what comes from a shared address under the limits of an address. With addresses to choose from it never waits. */
export class Pace {
  readonly #isShared: boolean;
  readonly #clock: PaceClock;
  readonly #takenAtMs = { refusals: [] as number[], connects: [] as number[] };

  constructor(addressing: Addressing, clock: PaceClock = { now: () => performance.now(), sleep }) {
    this.#isShared = addressing === 'shared';
    this.#clock = clock;
  }

  /** Resolves when one more of these may be sent. */
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
