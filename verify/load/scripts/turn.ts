/** One speaker among many: comes in when it is its turn, does one thing at fixed times while on the air, and ends its session. */
import exec from 'k6/execution';
import { setTimeout } from 'k6/timers';
import { Broadcast, type BroadcastEvents, entranceMs } from './broadcast.ts';
import type { Client } from './client.ts';
import { pace } from './pace.ts';
import { SETTINGS, tokenOf } from './settings.ts';

export interface Turn extends Omit<BroadcastEvents, 'onAir'> {
  readonly everyMs: number;
  /** What is done each time. */
  readonly act: (speaker: Client) => void;
  /** From the last time to asking for the end: the last answers come in before it. */
  readonly lastMs: number;
}

/** Handed by k6 from the script's `setup` to every virtual user. */
export interface Beginning {
  /** Unix ms, the same for all. */
  readonly beginsAt: number;
}

export function beginning(): Beginning {
  return { beginsAt: Date.now() };
}

/** To be called once by each virtual user. */
export function takeTurn({ beginsAt }: Beginning, { everyMs, act, lastMs, ...events }: Turn): void {
  const number = exec.vu.idInTest;
  const begin = () => {
    new Broadcast(tokenOf(number), SETTINGS.listeners, {
      ...events,
      onAir: (broadcast) =>
        pace({
          // Speakers are not in step.
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
