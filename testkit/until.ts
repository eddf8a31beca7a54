/** Waits for a condition by polling, with a timeout. */
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
/** Long, because it is for conditions that never become true, not for slow machines. */
const PATIENCE_MS = 60_000;

export interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
  /** At the timeout: text for the error about what is there instead. */
  readonly instead?: () => string;
}

/** Gives false or undefined as long as the condition is not true. */
type Look<T> = () => T | Promise<T>;
type Found<T> = Exclude<T, false | undefined>;

/**
 * @param what what is waited for, for the error.
 * @returns the value that `look` gave.
 * @throws Error at the timeout, or what `look` throws.
 */
export async function until<T>(what: string, look: Look<T>, patience: Patience = {}): Promise<Found<T>> {
  const { withinMs = PATIENCE_MS, everyMs = LOOK_EVERY_MS, instead } = patience;
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found as Found<T>;
    if (performance.now() >= deadline) {
      const there = instead === undefined ? '' : `; instead: ${instead()}`;
      throw new Error(`not within ${withinMs / 1_000} s: ${what}${there}`);
    }
    await sleep(everyMs);
  }
}

/** @returns whether the condition became true in time. Checks it at least once. */
export async function cameTrue(isSo: Look<boolean>, withinMs: number, everyMs = LOOK_EVERY_MS): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() >= deadline) return false;
    await sleep(everyMs);
  }
  return true;
}

/** Waits for `ms`, or until the signal; never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
