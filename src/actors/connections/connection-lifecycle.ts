/** Runs the connection chart of one socket. The chart asks here how long the client has been quiet, so a frame sends no event. */
import { type Actor, createActor } from 'xstate';
import {
  type ConnectionEffects,
  type ConnectionTimings,
  connectionMachine,
} from '../../machines/connection.machine.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';

export interface ConnectionLifecycleDeps {
  readonly clock: ClockPort;
  readonly timings: ConnectionTimings;
  readonly effects: ConnectionEffects;
  readonly inspector?: InspectorPort | undefined;
}

export class ConnectionLifecycle {
  readonly #clock: ClockPort;
  readonly #timings: ConnectionTimings;
  readonly #actor: Actor<typeof connectionMachine>;
  #heardAt: MonotonicMs;
  #refreshedAt: MonotonicMs;

  /** Starts the chart at once: the socket is open. */
  constructor({ clock, timings, effects, inspector }: ConnectionLifecycleDeps) {
    this.#clock = clock;
    this.#timings = timings;
    this.#heardAt = clock.now();
    this.#refreshedAt = this.#heardAt;
    this.#actor = createActor(connectionMachine, {
      clock,
      input: {
        timings,
        effects,
        quietForMs: () => this.quietForMs,
        ageMs: () => clock.now() - this.#refreshedAt,
      },
      ...inspectedBy(inspector),
    });
    // An unhandled error here would end the process. A socket whose chart broke is closed, so that its client comes back.
    this.#actor.subscribe({ error: () => effects.giveUp() });
    this.#actor.start();
  }

  /** Since the last inbound frame or pong, ms. */
  get quietForMs(): number {
    return this.#clock.now() - this.#heardAt;
  }

  /** Minutes, rounded up, until the age to which the warnings count down. */
  get remainingMinutes(): number {
    return Math.max(0, Math.ceil((this.#refreshedAt + this.#timings.lifeMs - this.#clock.now()) / 60_000));
  }

  /** A newer socket has taken this one's place. */
  get isReplaced(): boolean {
    return this.#actor.getSnapshot().matches('replaced');
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** The client refreshed on this same socket: its age counts from now. */
  refreshed(): void {
    this.#refreshedAt = this.#clock.now();
    this.#actor.send({ type: 'connection.refreshed' });
  }

  /** A newer socket has taken its place: this one stays open for a moment and is then closed. */
  replaced(): void {
    this.#actor.send({ type: 'connection.replaced' });
  }

  stop(): void {
    this.#actor.stop();
  }
}
