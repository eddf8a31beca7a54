/** Which transitions of a chart are drawn as arrows: those that leave active states, and those that were just taken. Pure. */
import type { Chart, ChartChange, ChartState, ChartTransition } from '../../../src/protocol/inside.ts';
import { eventWords, isActive, stateAt, statesOf, toWays } from './state-words.ts';

export interface Arrow {
  /** Ids of states. */
  readonly from: string;
  readonly to: string;
  /** What takes it; one line for each transition. */
  readonly ways: readonly string[];
}

/** @returns the ways out of the active states, one arrow for each pair of states. */
export function toExits({ root }: Chart, active: readonly string[]): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const state of statesOf(root)) {
    const leaf = active.find((id) => isActive(state.id, [id]));
    if (leaf === undefined) continue;
    for (const transition of state.transitions) {
      const arrow = toArrow(root, state, transition, leaf);
      // What leads to where one is already leads nowhere.
      if (arrow === undefined || (isActive(arrow.to, active) && transition.reenters !== true)) continue;
      const key = `${arrow.from} ${arrow.to}`;
      const known = arrows.get(key);
      arrows.set(key, known ? { ...known, ways: [...new Set([...known.ways, ...arrow.ways])] } : arrow);
    }
  }
  return [...arrows.values()];
}

/** @returns the transition that a change took; if the chart has none such, from what was left to what was entered. */
export function toTaken({ root }: Chart, { entered, event, left }: ChartChange): Arrow | undefined {
  const [from] = left;
  const [to] = entered;
  if (from === undefined || to === undefined) return undefined;
  const isMeant = (transition: ChartTransition) =>
    eventWords(event) === toEvent(transition) &&
    transition.target !== undefined &&
    entered.some((id) => isActive(`${transition.target}`, [id]));
  // The innermost state comes last.
  for (const state of statesOf(root).reverse()) {
    const leaf = left.find((id) => isActive(state.id, [id]));
    const taken = leaf === undefined ? undefined : state.transitions.find(isMeant);
    if (leaf !== undefined && taken) return toArrow(root, state, taken, leaf);
  }
  return { from, to, ways: [] };
}

/** A transition of a state to one inside it is drawn from the innermost active state. */
function toArrow(root: ChartState, state: ChartState, transition: ChartTransition, leaf: string): Arrow | undefined {
  const { target } = transition;
  if (target === undefined) return undefined;
  const isInside = isActive(state.id, [target]);
  const from = isInside ? leaf : state.id;
  // A state around it that is entered again begins with its first state.
  const to = from !== target && isActive(target, [from]) ? firstOf(root, target) : target;
  return { from, to, ways: toWays({ transitions: [transition] }) };
}

function firstOf(root: ChartState, id: string): string {
  const state = stateAt(root, id);
  return state?.initial === undefined ? id : firstOf(root, state.initial);
}

function toEvent({ kind, on }: ChartTransition): string {
  return kind === 'delay' ? `after ${on}` : on;
}
