/** The attempts to get a lost connection back: how often, how long, and when it is not worth another. */
import { backoffMs } from './backoff.ts';
import type { ConnectionChange } from './client-events.ts';
import type { Platform } from './platform.ts';
import { asRostrumError, RostrumError } from './rostrum-error.ts';

export interface ComeBackParts extends Pick<Platform, 'clock' | 'random'> {
  readonly giveUpAfterMs: number;
  /** What the server asked to wait before the first attempt; 0 when it asked nothing. */
  readonly retryAfterMs: number;
  isOver(): boolean;
  announce(change: ConnectionChange): void;
  wait(delayMs: number): Promise<void>;
  attempt(): Promise<unknown>;
  explain(error: RostrumError): Promise<RostrumError>;
}

/** @returns why it was given up; undefined when the connection is back, or nobody wants it any more. */
export async function comeBack(loss: RostrumError, parts: ComeBackParts): Promise<RostrumError | undefined> {
  const { clock, random, giveUpAfterMs, retryAfterMs } = parts;
  const deadline = clock.now() + retryAfterMs + giveUpAfterMs;
  let error = loss;
  for (let attempt = 1; !parts.isOver(); attempt++) {
    const notBeforeMs = attempt === 1 ? retryAfterMs : error.retryAfterMs;
    const delayMs = backoffMs(attempt, notBeforeMs, random);
    if (clock.now() + delayMs > deadline) {
      const text = `The connection was lost and did not come back in ${giveUpAfterMs} ms: ${error.message}`;
      return new RostrumError('RECONNECT_FAILED', text, { cause: error });
    }
    parts.announce({ state: 'reconnecting', attempt, delayMs, error });
    await parts.wait(delayMs);
    try {
      await parts.attempt();
      return undefined;
    } catch (problem) {
      error = asRostrumError(problem);
      // Asking why is for who is refused again and again, not for a moment without a network.
      if (attempt % 2 === 0 || !error.mayPass) error = await parts.explain(error);
      if (!error.mayPass) return error;
    }
  }
  return undefined;
}
