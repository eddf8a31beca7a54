/** Waiting for something to come about, by looking again and again, with an end to the patience. */
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
/** For what should be there at once: a deadline for things that never come, not for slow machines. */
const PATIENCE_MS = 60_000;

export interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
  /** What is to be told when it did not come about: what is there instead. */
  readonly instead?: () => string;
}

/** What a look finds: false or undefined as long as there is nothing. */
type Look<T> = () => T | Promise<T>;
type Found<T> = Exclude<T, false | undefined>;

/**
 * @param what in the error: what was waited for.
 * @returns what was found.
 * @throws Error when nothing was in time, or what `look` throws.
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

/** @returns whether it came about in time. It is looked at once at least. */
export async function cameTrue(isSo: Look<boolean>, withinMs: number, everyMs = LOOK_EVERY_MS): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() >= deadline) return false;
    await sleep(everyMs);
  }
  return true;
}

/** Waits its time, or until the signal; never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
