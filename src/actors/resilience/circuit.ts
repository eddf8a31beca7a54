/**
 * One dependency's circuit breaker, shared by every session. It is asked before each call and told how the call went. It
 * counts the calls it refuses and logs each change once. It makes no call itself.
 */
import { type Actor, createActor } from 'xstate';
import { type CircuitTimings, circuitMachine } from '../../machines/circuit.machine.ts';
import type { CallVerdict } from '../../machines/failures.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';

/** The names that operators and clients read. */
export type ServiceName = 'Transcribe' | 'Lambda' | 'DynamoDB';

export interface CircuitDeps {
  readonly service: ServiceName;
  /** The error code of the log lines. */
  readonly code: ErrorCode;
  readonly timings: CircuitTimings;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly inspector?: InspectorPort | undefined;
}

/** A call that was let through. */
export interface CircuitCall {
  /**
   * The outcome of the call with all its attempts. Only the first verdict counts. A probe without a verdict blocks the
   * circuit.
   */
  settle(verdict: CallVerdict): void;
}

export type CircuitState = 'closed' | 'open' | 'halfOpen';

const EVENTS = { answered: 'call.answered', failed: 'call.failed', none: 'call.abandoned' } as const;

export class Circuit {
  readonly service: ServiceName;
  readonly #deps: CircuitDeps;
  readonly #actor: Actor<typeof circuitMachine>;
  #state: CircuitState = 'closed';

  constructor(deps: CircuitDeps) {
    this.service = deps.service;
    this.#deps = deps;
    const { clock, inspector, timings } = deps;
    this.#actor = createActor(circuitMachine, { clock, input: { timings }, ...inspectedBy(inspector) });
    this.#actor.subscribe(() => this.#follow());
    this.#actor.start();
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Every call is refused. A half-open circuit is not open: it waits for a call to try. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** @returns undefined when the call must not be made; the refusal is counted. */
  admit(): CircuitCall | undefined {
    const snapshot = this.#actor.getSnapshot();
    if (snapshot.hasTag('turnsAway')) {
      this.#turnAway();
      return undefined;
    }
    const { era } = snapshot.context;
    // Only a half-open circuit asks for the beginning of a call: it is the probe.
    if (this.#state !== 'closed') this.#actor.send({ type: 'call.started' });
    let isSettled = false;
    return {
      settle: (verdict) => {
        if (isSettled) return;
        isSettled = true;
        if (!this.#isUntroubled || verdict === 'failed') this.#actor.send({ type: EVENTS[verdict], era });
      },
    };
  }

  /** For work that needs the service but makes no call yet. @returns true while the circuit is open, and counts a refusal. */
  refuses(): boolean {
    if (this.isOpen) this.#turnAway();
    return this.isOpen;
  }

  /** Call it when the service is known to be back: calls are made at once, whatever failed before. */
  serviceReturned(): void {
    this.#actor.send({ type: 'service.returned' });
  }

  /** Leaves no timer behind. */
  stop(): void {
    this.#actor.stop();
  }

  /** It is closed and nothing has failed lately, so only a failure can change it. The chart need not hear of other calls. */
  get #isUntroubled(): boolean {
    return this.#state === 'closed' && this.#actor.getSnapshot().context.inRow === 0;
  }

  #turnAway(): void {
    this.#actor.send({ type: 'call.turnedAway' });
    this.#deps.metrics.count('CircuitRejections', 1, { service: this.service });
  }

  #follow(): void {
    const { value, context } = this.#actor.getSnapshot();
    const state = typeof value === 'string' ? value : 'halfOpen';
    if (state === this.#state) return;
    this.#state = state;
    const { code, log, service, timings } = this.#deps;
    if (state === 'open') {
      log.warn('break_circuit', 'circuit opened', { code, service, openMs: timings.openMs });
    } else if (state === 'halfOpen') {
      log.info('break_circuit', 'circuit half open', { code, service, turnedAway: context.turnedAway });
    } else {
      log.info('break_circuit', 'circuit closed', { code, service, turnedAway: context.turnedAway });
    }
  }
}
