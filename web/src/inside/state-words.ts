/** Describes active states and changes of state in words. Pure. */
import type { Chart, ChartChange, ChartState, ChartTransition } from '../../../src/protocol/inside.ts';

/** `session.live.stream.idle` → `live › stream › idle`. */
export function toPath(id: string): string {
  return id.split('.').slice(1).join(' › ');
}

export interface ActiveWords {
  readonly path: string;
  readonly why: string;
  /** Transitions that leave the state: `on audio.arrived, if hasRoom → opening`. */
  readonly ways: readonly string[];
}

/** @param active ids of the innermost active states. Ids that are not in the chart are left out. */
export function toActiveWords({ root }: Chart, active: readonly string[]): ActiveWords[] {
  return active.flatMap((id) => {
    const state = stateAt(root, id);
    return state ? [{ path: toPath(id), why: state.why, ways: toWays(state) }] : [];
  });
}

/** @returns the transitions that leave the state. Transitions without a target are left out. */
export function toWays({ transitions }: Pick<ChartState, 'transitions'>): string[] {
  return transitions.flatMap((transition) => {
    const { target, guard } = transition;
    if (target === undefined) return [];
    const where = target.split('.').at(-1) ?? target;
    return [`${toTrigger(transition)}${guard === undefined ? '' : `, if ${guard}`} → ${where}`];
  });
}

/** Whether a state is active or contains an active state. */
export function isActive(id: string, active: readonly string[]): boolean {
  return active.some((leaf) => leaf === id || leaf.startsWith(`${id}.`));
}

/** @returns a short form of XState's own event names. */
export function eventWords(event: string): string {
  const delay = /^xstate\.after\.([^.]+)\./.exec(event)?.[1];
  if (delay !== undefined) return `after ${delay}`;
  return event.replace(/^xstate\.(done|error)\.actor\./, '$1 ').replace(/^xstate\.init$/, 'start');
}

/** `idle → opening`. If no state was left, `began` is used instead. */
export function changeWords({ left, entered }: Pick<ChartChange, 'left' | 'entered'>, began: string): string {
  const toNames = (ids: readonly string[]) => ids.map((id) => id.split('.').slice(-2).join(' › ')).join(', ');
  return `${toNames(left) || began} → ${toNames(entered)}`;
}

function toTrigger({ kind, on }: ChartTransition): string {
  if (kind === 'delay') return `after ${on}`;
  if (kind === 'always') return 'at once';
  return `on ${on}`;
}

/** @returns undefined: there is no such state. */
export function stateAt(state: ChartState, id: string): ChartState | undefined {
  if (state.id === id) return state;
  const next = state.states.find((child) => child.id === id || id.startsWith(`${child.id}.`));
  return next && stateAt(next, id);
}

/** The state and all within it, outer states before inner ones. */
export function statesOf(state: ChartState): ChartState[] {
  return [state, ...state.states.flatMap(statesOf)];
}
