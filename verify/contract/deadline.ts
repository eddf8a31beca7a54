/** Waiting for something with an end to it. The deadlines are for things that never come, not for slow machines. */
import { Broken } from './expectation.ts';

/** How long anything the server owes may take before it is given up. */
export const PATIENCE_MS = 15_000;
const POLL_MS = 25;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @throws Broken when `work` has not settled in time; `got` is asked then. */
export async function within<T>(
  work: Promise<T>,
  expected: string,
  got: () => string,
  withinMs: number = PATIENCE_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Broken(`${expected} within ${withinMs / 1000} s`, got())), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until the check no longer throws. @throws what it threw last, once the patience is over. */
export async function eventually<T>(check: () => Promise<T> | T, withinMs: number = PATIENCE_MS): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(POLL_MS);
    }
  }
}
