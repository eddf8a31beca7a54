/** Waits with time limits. The limits are for events that never come, not for slow machines. */
import { Broken } from './expectation.ts';

/** Longest wait for anything that the server must send or do. */
export const PATIENCE_MS = 15_000;
const POLL_MS = 25;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @throws Broken when `work` has not settled in time. Its text then has the value of `got`. */
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

/** Repeats the check until it does not throw. @throws its last error when the time is over. */
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
