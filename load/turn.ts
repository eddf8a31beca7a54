/** One speaker among many: connects at its time in the ramp, repeats one action at fixed times, and ends its session. */
import exec from 'k6/execution';
import { setTimeout } from 'k6/timers';
import { Broadcast, type BroadcastEvents, entranceMs } from './broadcast.ts';
import type { Client } from './client.ts';
import { pace } from './pace.ts';
import { judgeServer, readServer } from './server-latencies.ts';
import { SETTINGS } from './settings.ts';
import { sharedToken, tokenOf } from './tokens.ts';

export interface Turn extends Omit<BroadcastEvents, 'onAir'> {
  readonly everyMs: number;
  /** The action. */
  readonly act: (speaker: Client) => void;
  /** Time from the last action to endSession, for the last answers. */
  readonly lastMs: number;
}

/** k6 passes it from the script's `setup` to every virtual user. */
export interface Beginning {
  /** Unix ms, the same for all virtual users. */
  readonly beginsAt: number;
  /** Of all speakers; undefined: each has its own. */
  readonly token: string | undefined;
  /** The server's latencies before the load. */
  readonly server: string;
}

/** The script's `setup`: what it needs is there, or the run ends here. */
export function beginning(): Beginning {
  const token = sharedToken();
  const server = readServer();
  return { beginsAt: Date.now(), token, server };
}

/** The script's `teardown`. */
export function ending({ server }: Beginning): void {
  judgeServer(server);
}

/** Call once in each virtual user. */
export function takeTurn({ beginsAt, token }: Beginning, { everyMs, act, lastMs, ...events }: Turn): void {
  const number = exec.vu.idInTest;
  const begin = () => {
    new Broadcast(tokenOf(number, token), SETTINGS.listeners, {
      ...events,
      onAir: (broadcast) =>
        pace({
          // Random, so that speakers do not act at the same time.
          fromAt: Date.now() + Math.random() * everyMs,
          untilAt: beginsAt + SETTINGS.rampMs + SETTINGS.airMs,
          everyMs,
          act: () => act(broadcast.speaker),
          done: () => setTimeout(() => broadcast.end(), lastMs),
        }),
    });
  };
  setTimeout(begin, Math.max(1, beginsAt + entranceMs(number, SETTINGS.speakers) - Date.now()));
}
