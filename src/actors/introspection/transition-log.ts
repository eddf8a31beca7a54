/**
 * The last state changes of one session's charts, recorded where they are computed. A machine is wrapped once for all
 * sessions, and reports its changes to the log of the actor system in which it runs. XState's slower inspection is not used.
 */
import type { AnyActor, AnyActorScope, AnyMachineSnapshot, AnyStateMachine, EventObject, StateValue } from 'xstate';
import { toActiveStates } from '../../machines/active-states.ts';
import type { ChartChange, ChartName } from '../../protocol/inside.ts';
import type { UnixMs } from '../../protocol/times.ts';

/** Changes kept per session; one more removes the oldest. */
export const MAX_CHANGES = 50;

interface Change {
  readonly seq: number;
  readonly at: UnixMs;
  readonly chart: ChartName;
  readonly event: string;
  /** State values: the ids are made when the log is read. */
  readonly before: StateValue | undefined;
  readonly after: StateValue;
}

const logs = new WeakMap<AnyActor['system'], TransitionLog>();

export class TransitionLog {
  readonly #now: () => UnixMs;
  readonly #kept: Change[] = [];
  #seq = 0;

  constructor(now: () => UnixMs) {
    this.#now = now;
  }

  /** From now on it records every wrapped machine under this root actor. */
  follow({ system }: Pick<AnyActor, 'system'>): void {
    logs.set(system, this);
  }

  add(chart: ChartName, event: string, before: StateValue | undefined, after: StateValue): void {
    this.#seq += 1;
    this.#kept.push({ seq: this.#seq, at: this.#now(), chart, event, before, after });
    if (this.#kept.length > MAX_CHANGES) this.#kept.shift();
  }

  /** The oldest first. */
  read(): ChartChange[] {
    return this.#kept.map(({ seq, at, chart, event, before, after }) => {
      const from = before === undefined ? [] : toActiveStates(chart, before);
      const to = toActiveStates(chart, after);
      return {
        seq,
        at,
        chart,
        event,
        left: from.filter((id) => !to.includes(id)),
        entered: to.filter((id) => !from.includes(id)),
      };
    });
  }
}

/** @returns the machine with its state changes reported to the log that follows its actor system, if there is one. */
export function witnessed<M extends AnyStateMachine>(chart: ChartName, machine: M): M {
  const heir = Object.create(machine) as AnyStateMachine;
  heir.getInitialSnapshot = (scope: AnyActorScope, input: unknown): AnyMachineSnapshot => {
    const snapshot = machine.getInitialSnapshot(scope, input) as AnyMachineSnapshot;
    logs.get(scope.system)?.add(chart, 'xstate.init', undefined, snapshot.value);
    return snapshot;
  };
  heir.transition = (before: AnyMachineSnapshot, event: EventObject, scope: AnyActorScope): AnyMachineSnapshot => {
    const after = machine.transition(before, event, scope) as AnyMachineSnapshot;
    if (after.value !== before.value && !isSame(before.value, after.value)) {
      logs.get(scope.system)?.add(chart, event.type, before.value, after.value);
    }
    return after;
  };
  return heir as M;
}

/** Compares two values of one chart: an active state always has the same number of regions. */
function isSame(one: StateValue, other: StateValue | undefined): boolean {
  if (typeof one === 'string' || typeof other !== 'object') return one === other;
  for (const name in one) {
    const inner = one[name];
    if (inner === undefined || !isSame(inner, other[name])) return false;
  }
  return true;
}
