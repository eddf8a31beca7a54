/** The faults of one service of single calls: the plan in force, which calls it chooses, and what was injected. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { type CallFault, type CallPlan, checkCallPlan } from './call-plan.ts';
import { ConnectionRefusal } from './connection-refusal.ts';
import { FaultCounts } from './fault-counts.ts';
import type { FaultTarget } from './fault-target.ts';
import type { PlanLanguage } from './plan-check.ts';
import { seededRandom } from './seeded-random.ts';
import { type Selection, Selector } from './selection.ts';
import { insteadOfAnswer } from './unsent-answer.ts';

export interface CallFaultsInput<S extends Selection, C> {
  readonly language: PlanLanguage;
  /** Whether the service's own members of the selection match a call. */
  readonly matches: (selection: S, call: C) => boolean;
  /** Writes an error as the service does. */
  readonly writeError: (response: ServerResponse, error: CallFault & { readonly kind: 'error' }) => void;
}

/** JSON as `GET /faults` shows it. */
export interface CallFaultStatus {
  readonly plan: CallPlan | null;
  /** Calls since the endpoint started, and since the plan was put in force. */
  readonly arrived: number;
  readonly sincePlan: number;
  readonly refusedConnections: number;
  /** By kind, since the endpoint started. */
  readonly injected: Readonly<Record<string, number>>;
  /** Calls each rule of the plan has chosen. */
  readonly chosen: readonly number[];
  /** Calls hung or delayed at this moment. */
  readonly holding: number;
}

/** @template S of a rule's `calls`. @template C what is known of a call. */
export class CallFaults<S extends Selection, C> implements FaultTarget {
  readonly #input: CallFaultsInput<S, C>;
  readonly #counts = new FaultCounts();
  readonly #refusal = new ConnectionRefusal();
  readonly #held = new Set<ServerResponse>();
  #cutConnections = () => {};
  #plan: CallPlan<S> | undefined;
  #rules: readonly { readonly calls: S; readonly fault: CallFault; readonly selector: Selector }[] = [];
  #arrived = 0;
  #beforePlan = 0;

  constructor(input: CallFaultsInput<S, C>) {
    this.#input = input;
  }

  /** Holds for calls that arrive from now on. @throws PlanError with every problem. */
  set(plan: CallPlan<S>): void {
    this.put(plan);
  }

  put(plan: unknown): void {
    const checked = checkCallPlan<S>(this.#input.language, plan);
    const { rules = [], seed = 1, refuseConnections = 0 } = checked;
    const random = seededRandom(seed);
    this.#plan = checked;
    this.#rules = rules.map(({ calls = {} as S, fault }) => ({ calls, fault, selector: new Selector(calls, random) }));
    this.#beforePlan = this.#arrived;
    this.#refusal.refuse(refuseConnections);
    // A service that is away has no connections left over either.
    if (refuseConnections !== 0) this.#cutConnections();
  }

  clear(): void {
    this.#plan = undefined;
    this.#rules = [];
    this.#refusal.refuse(0);
  }

  status(): CallFaultStatus {
    return {
      plan: this.#plan ?? null,
      arrived: this.#arrived,
      sincePlan: this.#arrived - this.#beforePlan,
      refusedConnections: this.#refusal.refused,
      injected: this.#counts.read(),
      chosen: this.#rules.map(({ selector }) => selector.chosen),
      holding: this.#held.size,
    };
  }

  /** Whether a rule is in force, so that a call must be looked at. */
  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** For the endpoint: once, before it serves. */
  guard(server: Server, cutConnections: () => void): void {
    this.#refusal.guard(server);
    this.#cutConnections = cutConnections;
  }

  /** For the endpoint, at its close: cuts the calls that are hung or delayed. */
  release(): void {
    for (const response of this.#held) response.destroy();
  }

  /** For the endpoint: each call as it arrives. `serve` carries it out, now, later or never. */
  take(call: C, incoming: IncomingMessage, response: ServerResponse, serve: () => void): void {
    this.#arrived += 1;
    const candidate = { ordinal: this.#arrived, nth: this.#arrived - this.#beforePlan };
    const delays: (CallFault & { readonly kind: 'delay' })[] = [];
    let other: CallFault | undefined;
    for (const { calls, fault, selector } of this.#rules) {
      // A rule that would come second is not asked, so that its `next` is for the calls after this one.
      if (fault.kind !== 'delay' && other !== undefined) continue;
      if (!this.#input.matches(calls, call) || !selector.chooses(candidate)) continue;
      this.#counts.count(fault.kind);
      if (fault.kind === 'delay') delays.push(fault);
      else other = fault;
    }
    const delayMs = delays.reduce((sum, { ms }) => sum + ms, 0);
    const go = () => this.#carryOut(other, incoming, response, serve);
    if (delayMs === 0) go();
    else this.#holdFor(delayMs, response, go);
  }

  #carryOut(
    fault: CallFault | undefined,
    incoming: IncomingMessage,
    response: ServerResponse,
    serve: () => void,
  ): void {
    if (fault === undefined || fault.kind === 'delay') {
      serve();
      return;
    }
    const answer = () => this.#answer(fault, response);
    if (fault.when === 'after') {
      insteadOfAnswer(response, answer);
      serve();
    } else {
      // Its body is of no interest, but unread it would hold up the connection.
      incoming.resume();
      answer();
    }
  }

  #answer(fault: Exclude<CallFault, { kind: 'delay' }>, response: ServerResponse): void {
    switch (fault.kind) {
      case 'error':
        this.#input.writeError(response, fault);
        break;
      case 'status':
        response.writeHead(fault.status).end(fault.body ?? '');
        break;
      case 'hang':
        this.#hold(response);
        break;
      case 'drop':
        response.socket?.resetAndDestroy();
        break;
    }
  }

  #holdFor(ms: number, response: ServerResponse, then: () => void): void {
    const timer = setTimeout(() => {
      this.#held.delete(response);
      then();
    }, ms);
    this.#hold(response);
    response.once('close', () => clearTimeout(timer));
  }

  /** Until the client leaves or the endpoint closes: one entry per connection. */
  #hold(response: ServerResponse): void {
    if (response.closed) return;
    this.#held.add(response);
    response.once('close', () => this.#held.delete(response));
  }
}
