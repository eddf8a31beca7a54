/** The faults of a service with single calls (Lambda, DynamoDB): the plan in force, the calls it chooses, the counts. */
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
  /** Whether a call matches those members of the selection that only this service has. */
  readonly matches: (selection: S, call: C) => boolean;
  /** Writes an error as the service does. */
  readonly writeError: (response: ServerResponse, error: CallFault & { readonly kind: 'error' }) => void;
}

/** JSON as `GET /faults` shows it. */
export interface CallFaultStatus {
  readonly plan: CallPlan | null;
  /** Calls since the endpoint started. */
  readonly arrived: number;
  /** Calls since the plan was put in force. */
  readonly sincePlan: number;
  readonly refusedConnections: number;
  /** By kind, since the endpoint started. */
  readonly injected: Readonly<Record<string, number>>;
  /** Calls each rule of the plan has chosen. */
  readonly chosen: readonly number[];
  /** Calls that hang or are delayed now. */
  readonly holding: number;
}

/** @template S type of a rule's `calls`. @template C the members of a call that rules can match. */
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

  /** Puts a plan in force for calls that arrive from now on. @throws PlanError with every problem. */
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
    // A service that is down has no open connections either.
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

  /** Whether a rule is in force, so that calls must be read. */
  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** Called by the endpoint once, before it serves. */
  guard(server: Server, cutConnections: () => void): void {
    this.#refusal.guard(server);
    this.#cutConnections = cutConnections;
  }

  /** Called by the endpoint when it closes: cuts the calls that hang or are delayed. */
  release(): void {
    for (const response of this.#held) response.destroy();
  }

  /** Called by the endpoint for each call as it arrives. @param serve carries the call out; called now, later or never. */
  take(call: C, incoming: IncomingMessage, response: ServerResponse, serve: () => void): void {
    this.#arrived += 1;
    const candidate = { ordinal: this.#arrived, nth: this.#arrived - this.#beforePlan };
    const delays: (CallFault & { readonly kind: 'delay' })[] = [];
    let other: CallFault | undefined;
    for (const { calls, fault, selector } of this.#rules) {
      // Once a rule has chosen the call, later rules are not asked: their `next` counts the calls after this one.
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
      // The body is not needed, but an unread body blocks the connection.
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
    if (response.closed) return;
    const timer = setTimeout(() => {
      this.#held.delete(response);
      then();
    }, ms);
    this.#hold(response);
    response.once('close', () => clearTimeout(timer));
  }

  /** Keeps the call without an answer until the client leaves or the endpoint closes: one entry for each connection. */
  #hold(response: ServerResponse): void {
    if (response.closed) return;
    this.#held.add(response);
    response.once('close', () => this.#held.delete(response));
  }
}
