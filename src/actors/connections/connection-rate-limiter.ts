/**
 * The rates of one connection: says of each message whether it is within them, and how audio that is over its rate ends.
 * Heartbeats are not asked about. A connection that keeps to its rates costs no actor and no timer.
 */
import { type Actor, createActor } from 'xstate';
import { paceMachine } from '../../machines/rate-violation.machine.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import { TokenBucket, type TokenBucketOptions } from './token-bucket.ts';

export interface PaceLimits {
  /** Chunks, refused ones not counted. The burst is what a network may hold back and hand over at once. */
  readonly audio: TokenBucketOptions;
  /** Text messages that are not audio, status queries or heartbeats. */
  readonly control: TokenBucketOptions;
  readonly status: TokenBucketOptions;
  /** Age of a violation period at which its sender is warned, ms. */
  readonly warnAfterMs: number;
  /** Age of a violation period at which the connection is given up, ms; at least warnAfterMs. */
  readonly closeAfterMs: number;
}

export interface ConnectionRateLimiterParts {
  readonly clock: ClockPort;
  readonly limits: PaceLimits;
  readonly inspector?: InspectorPort | undefined;
  /** Once in each violation period that gets that old. Must not throw. */
  readonly onWarn: () => void;
  /** Once at most. Must not throw. */
  readonly onOver: () => void;
}

export type Paced =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Messages of this kind a second. */
      readonly limit: number;
      /** When the next one is taken, ms from now. */
      readonly retryAfterMs: number;
      /** Whether the sender is answered; else the message is dropped silently. */
      readonly tell: boolean;
    };

/** The contract's second: the least time between two refusals of audio, and the quiet that ends a violation period. */
const SECOND_MS = 1_000;

export class ConnectionRateLimiter {
  readonly #parts: ConnectionRateLimiterParts;
  readonly #audio: TokenBucket;
  readonly #control: TokenBucket;
  readonly #status: TokenBucket;
  /** Made at the first dropped chunk. */
  #actor: Actor<typeof paceMachine> | undefined;
  /** Given up, or stopped: drops are no news any more. */
  #isDone = false;
  #lastDropMs = Number.NEGATIVE_INFINITY;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(parts: ConnectionRateLimiterParts) {
    this.#parts = parts;
    this.#audio = new TokenBucket(parts.limits.audio);
    this.#control = new TokenBucket(parts.limits.control);
    this.#status = new TokenBucket(parts.limits.status);
  }

  /** A chunk has come, good or bad. A refused one is to be dropped. @param nowMs The clock's, read once for a message. */
  audio(nowMs: MonotonicMs): Paced {
    const taken = this.#audio.tryTake(nowMs);
    if (taken.ok) return taken;
    this.#drop(nowMs);
    const tell = nowMs - this.#toldMs >= SECOND_MS;
    if (tell) this.#toldMs = nowMs;
    return { ok: false, limit: this.#parts.limits.audio.rate, retryAfterMs: taken.retryAfterMs, tell };
  }

  control(nowMs: MonotonicMs): Paced {
    return answered(this.#control, this.#parts.limits.control.rate, nowMs);
  }

  status(nowMs: MonotonicMs): Paced {
    return answered(this.#status, this.#parts.limits.status.rate, nowMs);
  }

  /** The connection is gone: no callback comes any more, no timer waits. Idempotent; may be called from a callback. */
  stop(): void {
    this.#isDone = true;
    this.#actor?.stop();
    this.#actor = undefined;
  }

  #drop(nowMs: MonotonicMs): void {
    // A flood brings many in one millisecond, and to the chart they are all the same.
    if (this.#isDone || nowMs <= this.#lastDropMs) return;
    this.#lastDropMs = nowMs;
    this.#actor ??= this.#start();
    this.#actor.send({ type: 'chunk.dropped', atMs: nowMs });
  }

  #start(): Actor<typeof paceMachine> {
    const { clock, inspector, limits, onWarn, onOver } = this.#parts;
    const actor = createActor(paceMachine, {
      ...inspectedBy(inspector),
      clock,
      input: {
        timings: { warnAfterMs: limits.warnAfterMs, closeAfterMs: limits.closeAfterMs, quietMs: SECOND_MS },
        effects: { warn: onWarn, giveUp: onOver },
      },
    });
    actor.subscribe({
      complete: () => {
        this.#isDone = true;
      },
      // A crash costs the period and nothing else: the next drop begins another.
      error: () => {
        this.#actor = undefined;
      },
    });
    return actor.start();
  }
}

function answered(bucket: TokenBucket, limit: number, nowMs: MonotonicMs): Paced {
  const taken = bucket.tryTake(nowMs);
  return taken.ok ? taken : { ok: false, limit, retryAfterMs: taken.retryAfterMs, tell: true };
}
