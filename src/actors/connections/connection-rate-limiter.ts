/**
 * The rates of one connection. Decides for each message whether it is within its rate, and warns and ends a connection that
 * sends too much audio. Heartbeats have no rate. A connection within its rates needs no actor and no timer.
 */
import { type Actor, createActor } from 'xstate';
import { rateViolationMachine } from '../../machines/rate-violation.machine.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import { TokenBucket, type TokenBucketOptions } from './token-bucket.ts';

export interface ConnectionRates {
  /** Chunks; refused ones do not count. The burst allows for chunks that a network delays and then delivers at once. */
  readonly audio: TokenBucketOptions;
  /** Text messages that are not audio, status queries, playback reports or heartbeats. */
  readonly control: TokenBucketOptions;
  readonly status: TokenBucketOptions;
  /** Playback reports. Over the rate they are dropped, and their sender is not told. */
  readonly report: TokenBucketOptions;
  /** Age of a violation period at which its sender is warned, ms. */
  readonly warnAfterMs: number;
  /** Age of a violation period at which the connection is ended, ms; at least warnAfterMs. */
  readonly closeAfterMs: number;
}

export interface ConnectionRateLimiterDeps {
  readonly clock: ClockPort;
  readonly limits: ConnectionRates;
  readonly inspector?: InspectorPort | undefined;
  /** Called once in each violation period that lasts `warnAfterMs`. Must not throw. */
  readonly onWarn: () => void;
  /** Called once at most: the connection has to be ended. Must not throw. */
  readonly onOver: () => void;
}

export type RateVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Messages of this kind a second. */
      readonly limit: number;
      /** When the next message is accepted, ms from now. */
      readonly retryAfterMs: number;
      /** Whether the sender is told; if not, the message is dropped silently. */
      readonly tell: boolean;
    };

/** One second: the shortest time between two refusals of audio, and the time without drops that ends a violation period. */
const SECOND_MS = 1_000;

export class ConnectionRateLimiter {
  readonly #deps: ConnectionRateLimiterDeps;
  readonly #audio: TokenBucket;
  readonly #control: TokenBucket;
  readonly #status: TokenBucket;
  readonly #report: TokenBucket;
  /** Made at the first dropped chunk. */
  #actor: Actor<typeof rateViolationMachine> | undefined;
  /** The connection was ended or stopped: further drops change nothing. */
  #isDone = false;
  #lastDropMs = Number.NEGATIVE_INFINITY;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(deps: ConnectionRateLimiterDeps) {
    this.#deps = deps;
    this.#audio = new TokenBucket(deps.limits.audio);
    this.#control = new TokenBucket(deps.limits.control);
    this.#status = new TokenBucket(deps.limits.status);
    this.#report = new TokenBucket(deps.limits.report);
  }

  /** A chunk has come, valid or not. A refused one must be dropped. @param nowMs The clock's time, read once per message. */
  audio(nowMs: MonotonicMs): RateVerdict {
    const taken = this.#audio.tryTake(nowMs);
    if (taken.ok) return taken;
    this.#drop(nowMs);
    const tell = nowMs - this.#toldMs >= SECOND_MS;
    if (tell) this.#toldMs = nowMs;
    return { ok: false, limit: this.#deps.limits.audio.rate, retryAfterMs: taken.retryAfterMs, tell };
  }

  control(nowMs: MonotonicMs): RateVerdict {
    return toVerdict(this.#control, this.#deps.limits.control, nowMs, true);
  }

  status(nowMs: MonotonicMs): RateVerdict {
    return toVerdict(this.#status, this.#deps.limits.status, nowMs, true);
  }

  report(nowMs: MonotonicMs): RateVerdict {
    return toVerdict(this.#report, this.#deps.limits.report, nowMs, false);
  }

  /** The connection is gone: no callback is called and no timer waits. Idempotent; may be called from a callback. */
  stop(): void {
    this.#isDone = true;
    this.#actor?.stop();
    this.#actor = undefined;
  }

  #drop(nowMs: MonotonicMs): void {
    // A flood drops many chunks in one millisecond; the chart needs only the first.
    if (this.#isDone || nowMs <= this.#lastDropMs) return;
    this.#lastDropMs = nowMs;
    this.#actor ??= this.#start();
    this.#actor.send({ type: 'chunk.dropped', atMs: nowMs });
  }

  #start(): Actor<typeof rateViolationMachine> {
    const { clock, inspector, limits, onWarn, onOver } = this.#deps;
    const actor = createActor(rateViolationMachine, {
      clock,
      input: {
        timings: { warnAfterMs: limits.warnAfterMs, closeAfterMs: limits.closeAfterMs, quietMs: SECOND_MS },
        effects: { warn: onWarn, giveUp: onOver },
      },
      ...inspectedBy(inspector),
    });
    actor.subscribe({
      complete: () => {
        this.#isDone = true;
      },
      // A crash ends the violation period and nothing else: the next drop begins another.
      error: () => {
        this.#actor = undefined;
      },
    });
    return actor.start();
  }
}

function toVerdict(bucket: TokenBucket, { rate }: TokenBucketOptions, nowMs: MonotonicMs, tell: boolean): RateVerdict {
  const taken = bucket.tryTake(nowMs);
  return taken.ok ? taken : { ok: false, limit: rate, retryAfterMs: taken.retryAfterMs, tell };
}
