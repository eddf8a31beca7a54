/** The attempts to restore a lost connection: how often, how long, and when to give up. */
import { backoffMs } from './backoff.ts';
import type { ConnectionChange } from './client-events.ts';
import type { Platform } from './platform.ts';
import { SLEPT_MS } from './pulse.ts';
import { asRostrumError, RostrumError } from './rostrum-error.ts';

/** Waits that the server asks for do not count against `giveUpAfterMs`, up to this total, ms. */
const MAX_ASKED_MS = 600_000;
/** Whoever hurries ends an attempt that has had no answer for so long: it may still use a network that is gone. */
const HURRIED_MS = 2_000;

export interface ComeBackDeps extends Pick<Platform, 'clock' | 'random'> {
  readonly giveUpAfterMs: number;
  readonly connectTimeoutMs: number;
  /** The wait before the first attempt that the server asked for; 0 if it did not ask. */
  readonly retryAfterMs: number;
  announce(change: ConnectionChange): void;
  attempt(timeoutMs: number): Promise<unknown>;
  /** Lets the present attempt, or the question why it failed, fail now. */
  abandon(error: RostrumError): void;
  explain(error: RostrumError, timeoutMs: number): Promise<RostrumError>;
}

export class ComeBack {
  readonly #deps: ComeBackDeps;
  #isStopped = false;
  #timer: unknown;
  #wake: () => void = () => {};
  /** Attempts since the first, or since something changed for the better. */
  #step = 0;
  /** What it does: `waiting` may be cut short, `inLine` is a wait that the server has asked for. */
  #doing: 'nothing' | 'waiting' | 'inLine' | 'trying' = 'nothing';
  /** Since when it tries. */
  #triedMs = 0;
  /** The next wait is left out. */
  #isHurried = false;

  constructor(deps: ComeBackDeps) {
    this.#deps = deps;
  }

  /** Stops trying. */
  stop(): void {
    this.#isStopped = true;
    this.#deps.clock.clearTimeout(this.#timer);
    this.#wake();
  }

  /**
   * Makes the attempt now that it waits for, unless the server has asked for the wait. The present attempt is followed by another
   * at once if it fails.
   */
  hurry(): void {
    this.#step = 0;
    if (this.#doing === 'waiting') {
      this.#deps.clock.clearTimeout(this.#timer);
      this.#wake();
    } else if (this.#doing === 'trying') {
      this.#isHurried = true;
      if (this.#deps.clock.now() - this.#triedMs < HURRIED_MS) return;
      this.#deps.abandon(new RostrumError('CONNECT_FAILED', 'the attempt was given up for a new one'));
    }
  }

  /** @returns why it gave up; undefined when the connection is restored, or after `stop`. */
  async run(loss: RostrumError): Promise<RostrumError | undefined> {
    const { clock, giveUpAfterMs, connectTimeoutMs, retryAfterMs, announce } = this.#deps;
    let deadline = clock.now() + giveUpAfterMs;
    let mayAskMs = MAX_ASKED_MS;
    let error = loss;
    /** Time limit of one step; the deadline may shorten the last one. */
    const timeLeftMs = () => Math.max(1, Math.min(connectTimeoutMs, deadline - clock.now()));
    for (let count = 1; !this.#isStopped; count++) {
      const askedMs = Math.min(count === 1 ? retryAfterMs : error.retryAfterMs, mayAskMs);
      const delayMs = this.#delayMs(askedMs);
      if (askedMs > 0) deadline += delayMs;
      mayAskMs -= askedMs;
      if (clock.now() + delayMs > deadline) {
        const text = `The connection was lost and could not be restored in ${giveUpAfterMs} ms: ${error.message}`;
        return new RostrumError('RECONNECT_FAILED', text, { cause: error });
      }
      announce({ state: 'reconnecting', attempt: count, delayMs, isInLine: isInLine(error), error });
      // A handler of the event may have closed the client.
      if (this.#isStopped) return undefined;
      deadline += await this.#wait(delayMs, askedMs > 0);
      if (this.#isStopped) return undefined;
      const problem = await this.#try(count, timeLeftMs);
      if (problem === undefined || this.#isStopped) return undefined;
      if (!problem.mayPass) return problem;
      error = problem;
    }
    return undefined;
  }

  /** @returns why it failed; undefined when the connection is restored. */
  async #try(count: number, timeLeftMs: () => number): Promise<RostrumError | undefined> {
    const { clock, attempt, explain } = this.#deps;
    this.#doing = 'trying';
    this.#triedMs = clock.now();
    try {
      await attempt(timeLeftMs());
      return undefined;
    } catch (problem) {
      const error = asRostrumError(problem);
      if (this.#isStopped) return error;
      // After a refusal the reason is asked for. Without a status there may be no network, so only every second time.
      const wasRefused = error.statusCode !== undefined && error.code === 'CONNECT_FAILED';
      if (!wasRefused && count % 2 !== 0 && error.mayPass) return error;
      const reason = await explain(error, timeLeftMs());
      // A 429 of the HTTP request is ignored: look-ups are rate limited, but coming back to a session is not.
      return reason.statusCode !== 429 || error.statusCode === 429 ? reason : error;
    } finally {
      this.#doing = 'nothing';
    }
  }

  /** How long to wait for the next attempt. @param askedMs By the server; 0: it does not ask. */
  #delayMs(askedMs: number): number {
    const isHurried = this.#isHurried && askedMs === 0;
    this.#isHurried = false;
    if (isHurried) return 0;
    this.#step += 1;
    return backoffMs(this.#step, askedMs, this.#deps.random);
  }

  /** @returns the time beyond it in which the computer or the page slept, ms: nothing could be tried then. */
  async #wait(delayMs: number, isInLine: boolean): Promise<number> {
    const { clock } = this.#deps;
    const untilMs = clock.now() + delayMs;
    this.#doing = isInLine ? 'inLine' : 'waiting';
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#timer = clock.setTimeout(resolve, delayMs);
    });
    this.#doing = 'nothing';
    const lateMs = clock.now() - untilMs;
    if (lateMs <= SLEPT_MS) return 0;
    this.#step = 0;
    return lateMs;
  }
}

/** The server itself has refused, and says that it may be otherwise later. */
function isInLine(error: RostrumError): boolean {
  return error.code === 'SESSION_FULL' || (error.retryAfterMs > 0 && error.statusCode !== undefined);
}
