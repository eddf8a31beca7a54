/** Runs one socket's life chart and lends it ears: a frame costs two assignments, never an event. Owns no socket. */
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

export interface ConnectionLifecycleParts {
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
  constructor({ clock, timings, effects, inspector }: ConnectionLifecycleParts) {
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
    // Nobody's to catch otherwise, and the end of the process: a socket whose chart broke is closed, to come back.
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
