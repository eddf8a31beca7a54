/** What is active, and what has changed, in words. Pure. */
import type { Chart, ChartChange, ChartState, ChartTransition } from '../../../src/protocol/inside.ts';

/** `session.live.stream.idle` → `live › stream › idle`. */
export function pathOf(id: string): string {
  return id.split('.').slice(1).join(' › ');
}

export interface ActiveWords {
  readonly path: string;
  readonly why: string;
  /** What leads on from here, and where to: `on audio.arrived, if hasRoom → opening`. */
  readonly ways: readonly string[];
}

/** @param active Ids of the innermost active states; one the chart does not know is left out. */
export function activeWordsOf({ root }: Chart, active: readonly string[]): ActiveWords[] {
  return active.flatMap((id) => {
    const state = stateAt(root, id);
    return state ? [{ path: pathOf(id), why: state.why, ways: waysOf(state) }] : [];
  });
}

/** Those that leave it; what changes no state is none. */
export function waysOf({ transitions }: Pick<ChartState, 'transitions'>): string[] {
  return transitions.flatMap((transition) => {
    const { target, guard } = transition;
    if (target === undefined) return [];
    const where = target.split('.').at(-1) ?? target;
    return [`${triggerOf(transition)}${guard === undefined ? '' : `, if ${guard}`} → ${where}`];
  });
}

/** Whether a state is active itself, or around one that is. */
export function isActive(id: string, active: readonly string[]): boolean {
  return active.some((leaf) => leaf === id || leaf.startsWith(`${id}.`));
}

/** XState's own names of events, said shortly. */
export function eventWords(event: string): string {
  const delay = /^xstate\.after\.([^.]+)\./.exec(event)?.[1];
  if (delay !== undefined) return `after ${delay}`;
  return event.replace(/^xstate\.(done|error)\.actor\./, '$1 ').replace(/^xstate\.init$/, 'start');
}

/** `idle → opening`; of what begins, the beginning alone. */
export function changeWords({ left, entered }: Pick<ChartChange, 'left' | 'entered'>, began: string): string {
  const namesOf = (ids: readonly string[]) => ids.map((id) => id.split('.').slice(-2).join(' › ')).join(', ');
  return `${namesOf(left) || began} → ${namesOf(entered)}`;
}

function triggerOf({ kind, on }: ChartTransition): string {
  if (kind === 'delay') return `after ${on}`;
  if (kind === 'always') return 'at once';
  return `on ${on}`;
}

function stateAt(state: ChartState, id: string): ChartState | undefined {
  if (state.id === id) return state;
  const next = state.states.find((child) => child.id === id || id.startsWith(`${child.id}.`));
  return next && stateAt(next, id);
}
