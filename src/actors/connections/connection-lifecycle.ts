/** Runs the connection chart of one socket and tells it, when asked, how long the client has been quiet. A frame costs one assignment and no event. */
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

  /** It runs from the start: the socket is open. */
  constructor({ clock, timings, effects, inspector }: ConnectionLifecycleDeps) {
    this.#clock = clock;
    this.#timings = timings;
    this.#heardAt = clock.now();
    this.#refreshedAt = this.#heardAt;
    this.#actor = createActor(connectionMachine, {
      ...inspectedBy(inspector),
      clock,
      input: {
        timings,
        effects,
        quietForMs: () => this.quietForMs,
        ageMs: () => clock.now() - this.#refreshedAt,
      },
    });
    // An unhandled error here would end the process. A socket whose chart broke is closed, so that its client comes back.
    this.#actor.subscribe({ error: () => effects.giveUp() });
    this.#actor.start();
  }

  /** Since the last inbound frame or pong, ms. */
  get quietForMs(): number {
    return this.#clock.now() - this.#heardAt;
  }

  /** Whole minutes, started ones counted, until the age the warnings count down to. */
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

  /** The client refreshed on this very socket: its age counts from now. */
  refreshed(): void {
    this.#refreshedAt = this.#clock.now();
    this.#actor.send({ type: 'connection.refreshed' });
  }

  /** Left open for a moment, then retired. */
  replaced(): void {
    this.#actor.send({ type: 'connection.replaced' });
  }

  stop(): void {
    this.#actor.stop();
  }
}
