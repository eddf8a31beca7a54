/** The attempts to get a lost connection back: how often, how long, and when it is not worth another. */
import { backoffMs } from './backoff.ts';
import type { ConnectionChange } from './client-events.ts';
import type { Platform } from './platform.ts';
import { asRostrumError, RostrumError } from './rostrum-error.ts';

/** What servers ask a client to wait is not its own time; but of all of it together no more than this, ms. */
const MAX_ASKED_MS = 600_000;

export interface ComeBackParts extends Pick<Platform, 'clock' | 'random'> {
  readonly giveUpAfterMs: number;
  readonly connectTimeoutMs: number;
  /** What the server asked to wait before the first attempt; 0 when it asked nothing. */
  readonly retryAfterMs: number;
  announce(change: ConnectionChange): void;
  attempt(timeoutMs: number): Promise<unknown>;
  explain(error: RostrumError, timeoutMs: number): Promise<RostrumError>;
}

export class ComeBack {
  readonly #parts: ComeBackParts;
  #isStopped = false;
  #timer: unknown;
  #wake: () => void = () => {};

  constructor(parts: ComeBackParts) {
    this.#parts = parts;
  }

  /** Nobody wants the connection any more. */
  stop(): void {
    this.#isStopped = true;
    this.#parts.clock.clearTimeout(this.#timer);
    this.#wake();
  }

  /** @returns why it was given up; undefined when the connection is back, or nobody wants it any more. */
  async run(loss: RostrumError): Promise<RostrumError | undefined> {
    const { clock, random, giveUpAfterMs, connectTimeoutMs, retryAfterMs, announce, attempt, explain } = this.#parts;
    let deadline = clock.now() + giveUpAfterMs;
    let mayAskMs = MAX_ASKED_MS;
    let error = loss;
    /** Of one step; the last one is cut short by the deadline. */
    const timeLeftMs = () => Math.max(1, Math.min(connectTimeoutMs, deadline - clock.now()));
    for (let count = 1; !this.#isStopped; count++) {
      const askedMs = Math.min(count === 1 ? retryAfterMs : error.retryAfterMs, mayAskMs);
      const delayMs = backoffMs(count, askedMs, random);
      if (askedMs > 0) deadline += delayMs;
      mayAskMs -= askedMs;
      if (clock.now() + delayMs > deadline) {
        const text = `The connection was lost and did not come back in ${giveUpAfterMs} ms: ${error.message}`;
        return new RostrumError('RECONNECT_FAILED', text, { cause: error });
      }
      announce({ state: 'reconnecting', attempt: count, delayMs, error });
      // Whoever heard it may have closed the connection for good.
      if (this.#isStopped) return undefined;
      await this.#wait(delayMs);
      if (this.#isStopped) return undefined;
      try {
        await attempt(timeLeftMs());
        return undefined;
      } catch (problem) {
        error = asRostrumError(problem);
        if (this.#isStopped) return undefined;
        // Who was refused may ask why; without a status it may be a moment without a network, and every second time is enough.
        const wasRefused = error.statusCode !== undefined && error.code === 'CONNECT_FAILED';
        if (wasRefused || count % 2 === 0 || !error.mayPass) {
          const reason = await explain(error, timeLeftMs());
          // Strangers are limited in what they may ask of a session. Who comes back to its place is not.
          if (reason.statusCode !== 429 || error.statusCode === 429) error = reason;
        }
        if (!error.mayPass) return error;
      }
    }
    return undefined;
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = this.#parts.clock.setTimeout(resolve, delayMs);
    });
  }
}
