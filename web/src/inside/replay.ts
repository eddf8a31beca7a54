/**
 * Finds which states were active at an earlier time: backwards from the present ones, by what each change left and entered.
 * Pure.
 */
import type { Chart, ChartChange, ChartName, SessionView } from '../../../src/protocol/inside.ts';
import { isActive, statesOf } from './state-words.ts';

/** Ids of the innermost active states of each chart; empty: it was not running; absent: not known. */
export type Active = SessionView['active'];

/** The chart whose changes say when the others stop. */
const PARENT = 'session';

/**
 * @param charts In the order in which their states are listed.
 * @param active Now, after the last change.
 * @param changes Oldest first, without a gap.
 * @returns the active states after each of the changes.
 */
export function toMoments(charts: readonly Chart[], active: Active, changes: readonly ChartChange[]): Active[] {
  const parent = charts.find(({ name }) => name === PARENT);
  const run = parent && toRun(parent, active[PARENT] ?? [], changes);
  const atParent = changes.map((_, at) => (run === undefined ? [] : (lastOf(run, at) ?? run.before ?? [])));
  const moments = atParent.map((ids): Partial<Record<ChartName, readonly string[]>> => ({ [PARENT]: ids }));
  for (const chart of charts) {
    if (chart.name === PARENT) continue;
    const holders = parent === undefined ? [] : holdersOf(chart.name, parent);
    const isHeld = atParent.map((ids) => holders.some((id) => isActive(id, ids)));
    const child = toRun(chart, active[chart.name] ?? [], changes);
    for (const [at, moment] of moments.entries()) {
      const ids = lastOf(child, at, isHeld) ?? child.before ?? (isHeld[at] ? undefined : []);
      if (ids) moment[chart.name] = ids;
    }
  }
  return moments;
}

interface Run {
  /** The states after each change of the chart, by the change's index. */
  readonly after: ReadonlyMap<number, readonly string[]>;
  /** The states before the first of them; undefined: it was not running, or in a state that is not known. */
  readonly before: readonly string[] | undefined;
}

function toRun({ name, root }: Chart, now: readonly string[], changes: readonly ChartChange[]): Run {
  const order = statesOf(root).map(({ id }) => id);
  const after = new Map<number, readonly string[]>();
  let ids = now;
  for (let at = changes.length - 1; at >= 0; at -= 1) {
    const { chart, entered, left } = changes[at] as ChartChange;
    if (chart !== name) continue;
    // What it entered last is not there any more: it was stopped in between.
    if (!entered.every((id) => ids.includes(id))) ids = entered;
    after.set(at, ids);
    const before = [...ids.filter((id) => !entered.includes(id)), ...left];
    ids = before.toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
  }
  return { after, before: ids.length === 0 ? undefined : ids };
}

/**
 * @param isHeld After each change, whether the parent has the chart run. It stops, without a change of its own, when the
 *   parent leaves these states.
 * @returns the states that the chart's last change led to; undefined: there was none by then.
 */
function lastOf({ after }: Run, at: number, isHeld: readonly boolean[] = []): readonly string[] | undefined {
  for (let index = at; index >= 0; index -= 1) {
    const ids = after.get(index);
    if (ids) return ids;
    if (isHeld[index] === false && isHeld[index - 1]) return [];
  }
  return undefined;
}

/** @returns the parent's states in which the chart runs: those with its tag, such as `holdsTranscription`. */
function holdersOf(chart: ChartName, { root }: Chart): string[] {
  const tag = `holds${chart.charAt(0).toUpperCase()}${chart.slice(1)}`;
  return statesOf(root).flatMap(({ id, tags }) => (tags.includes(tag) ? [id] : []));
}
