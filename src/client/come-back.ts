/** The attempts to restore a lost connection: how often, how long, and when to give up. */
import { backoffMs } from './backoff.ts';
import type { ConnectionChange } from './client-events.ts';
import type { Platform } from './platform.ts';
import { asRostrumError, RostrumError } from './rostrum-error.ts';

/** Waits that the server asks for do not count against `giveUpAfterMs`, up to this total, ms. */
const MAX_ASKED_MS = 600_000;

export interface ComeBackDeps extends Pick<Platform, 'clock' | 'random'> {
  readonly giveUpAfterMs: number;
  readonly connectTimeoutMs: number;
  /** The wait before the first attempt that the server asked for; 0 if it did not ask. */
  readonly retryAfterMs: number;
  announce(change: ConnectionChange): void;
  attempt(timeoutMs: number): Promise<unknown>;
  explain(error: RostrumError, timeoutMs: number): Promise<RostrumError>;
}

export class ComeBack {
  readonly #deps: ComeBackDeps;
  #isStopped = false;
  #timer: unknown;
  #wake: () => void = () => {};

  constructor(deps: ComeBackDeps) {
    this.#deps = deps;
  }

  /** Stops trying. */
  stop(): void {
    this.#isStopped = true;
    this.#deps.clock.clearTimeout(this.#timer);
    this.#wake();
  }

  /** @returns why it gave up; undefined when the connection is restored, or after `stop`. */
  async run(loss: RostrumError): Promise<RostrumError | undefined> {
    const { clock, random, giveUpAfterMs, connectTimeoutMs, retryAfterMs, announce, attempt, explain } = this.#deps;
    let deadline = clock.now() + giveUpAfterMs;
    let mayAskMs = MAX_ASKED_MS;
    let error = loss;
    /** Time limit of one step; the deadline may shorten the last one. */
    const timeLeftMs = () => Math.max(1, Math.min(connectTimeoutMs, deadline - clock.now()));
    for (let count = 1; !this.#isStopped; count++) {
      const askedMs = Math.min(count === 1 ? retryAfterMs : error.retryAfterMs, mayAskMs);
      const delayMs = backoffMs(count, askedMs, random);
      if (askedMs > 0) deadline += delayMs;
      mayAskMs -= askedMs;
      if (clock.now() + delayMs > deadline) {
        const text = `The connection was lost and could not be restored in ${giveUpAfterMs} ms: ${error.message}`;
        return new RostrumError('RECONNECT_FAILED', text, { cause: error });
      }
      announce({ state: 'reconnecting', attempt: count, delayMs, error });
      // A handler of the event may have closed the client.
      if (this.#isStopped) return undefined;
      await this.#wait(delayMs);
      if (this.#isStopped) return undefined;
      try {
        await attempt(timeLeftMs());
        return undefined;
      } catch (problem) {
        error = asRostrumError(problem);
        if (this.#isStopped) return undefined;
        // After a refusal the reason is asked for. Without a status there may be no network, so only every second time.
        const wasRefused = error.statusCode !== undefined && error.code === 'CONNECT_FAILED';
        if (wasRefused || count % 2 === 0 || !error.mayPass) {
          const reason = await explain(error, timeLeftMs());
          // A 429 of the HTTP request is ignored: look-ups are rate limited, but coming back to a session is not.
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
      this.#timer = this.#deps.clock.setTimeout(resolve, delayMs);
    });
  }
}
