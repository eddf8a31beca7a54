/** Converts a state value to the ids of the innermost active states. The chart pages use the same ids. */
import type { StateValue } from 'xstate';
import type { ChartName } from '../protocol/inside.ts';

/** @returns `session.live.stream.idle` and so on, in the order of the regions. */
export function toActiveStates(chart: ChartName, value: StateValue): string[] {
  const below = (id: string, inner: StateValue | undefined): string[] => {
    if (inner === undefined) return [id];
    if (typeof inner === 'string') return [`${id}.${inner}`];
    const children = Object.entries(inner);
    return children.length === 0 ? [id] : children.flatMap(([name, rest]) => below(`${id}.${name}`, rest));
  };
  return below(chart, value);
}
