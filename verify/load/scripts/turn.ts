/** One speaker among many: connects at its time in the ramp, repeats one action at fixed times, and ends its session. */
import exec from 'k6/execution';
import { setTimeout } from 'k6/timers';
import { Broadcast, type BroadcastEvents, entranceMs } from './broadcast.ts';
import type { Client } from './client.ts';
import { pace } from './pace.ts';
import { SETTINGS, tokenOf } from './settings.ts';

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
}

export function beginning(): Beginning {
  return { beginsAt: Date.now() };
}

/** Call once in each virtual user. */
export function takeTurn({ beginsAt }: Beginning, { everyMs, act, lastMs, ...events }: Turn): void {
  const number = exec.vu.idInTest;
  const begin = () => {
    new Broadcast(tokenOf(number), SETTINGS.listeners, {
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
