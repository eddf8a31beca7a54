/**
 * Draws a chart as Mermaid state diagrams: one of the whole chart and, if that would be too large, separate ones of the insides
 * of its states. Transitions that change no state are only in the tables beside it.
 */
import type { Chart, ChartState, ChartTransition } from '../../src/protocol/inside.ts';

export interface Diagram {
  /** The chart, or the state that is drawn separately. */
  readonly state: ChartState;
  /** Text of a stateDiagram-v2. */
  readonly mermaid: string;
}

/** Most states in one picture. A parallel state shows only the names of its regions. */
const MOST_STATES = 10;

export function toDiagrams({ root }: Chart): Diagram[] {
  return [root, ...partsOf(root)].map((state) => ({ state, mermaid: toDiagram(state, root) }));
}

/** The states that are drawn separately: every region, and in a chart that is too large every compound state. */
export function partsOf(root: ChartState): ChartState[] {
  const isLarge = openInside(root).length > MOST_STATES;
  return root.states.flatMap((state) => {
    if (state.kind === 'parallel') return state.states;
    return isLarge && state.states.length > 0 ? [state] : [];
  });
}

/** All states inside, except those inside a parallel state. */
function openInside(state: ChartState): ChartState[] {
  return state.states.flatMap((child) => (child.kind === 'parallel' ? [child] : [child, ...openInside(child)]));
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

function toDiagram(drawn: ChartState, root: ChartState): string {
  const closed = drawn === root ? partsOf(root) : [];
  const boxes = boxesIn(drawn, closed);
  const arrows = merged(toArrows(drawn, boxes));
  const outside = [...new Set(arrows.map(({ to }) => to))].filter((id) => !boxes.has(id));
  const lines = ['stateDiagram-v2'];
  if (drawn.initial) lines.push(`  [*] --> ${nodeName(drawn.initial)}`);
  if (arrows.some(({ from }) => from === drawn.id)) lines.push(`  state "any state" as ${nodeName(drawn.id)}`);
  for (const state of drawn.states) lines.push(...declared(state, closed, '  '));
  for (const id of outside) lines.push(`  state "${shortName(id)}" as ${nodeName(id)}`);
  for (const { from, to, label } of arrows) lines.push(`  ${nodeName(from)} --> ${nodeName(to)} : ${label}`);
  for (const { id, kind } of drawn.states) if (kind === 'final') lines.push(`  ${nodeName(id)} --> [*]`);
  if (outside.length > 0) {
    lines.push('  classDef outside stroke-dasharray: 4 4');
    lines.push(`  class ${outside.map(nodeName).join(',')} outside`);
  }
  return `${lines.join('\n')}\n`;
}

/** Ids of the states that an arrow may point to. */
function boxesIn(state: ChartState, closed: readonly ChartState[]): Set<string> {
  const inside = state.states.flatMap((child) => [
    child.id,
    ...(child.kind === 'parallel' || closed.includes(child) ? [] : boxesIn(child, closed)),
  ]);
  return new Set(inside);
}

function declared(state: ChartState, closed: readonly ChartState[], indent: string): string[] {
  const name = nodeName(state.id);
  const head = `${indent}state "${state.name}" as ${name}`;
  if (state.states.length === 0 || closed.includes(state)) {
    return [head, ...toNotes(state).map((note) => `${indent}${name} : ${plain(note)}`)];
  }
  const inner = `${indent}  `;
  if (state.kind === 'parallel') {
    const regions = state.states.map((region) => [`${inner}state "${region.name}" as ${nodeName(region.id)}`]);
    return [
      `${head} {`,
      ...regions.flatMap((lines, index) => (index > 0 ? [`${inner}--`, ...lines] : lines)),
      `${indent}}`,
    ];
  }
  const beginning = state.initial ? [`${inner}[*] --> ${nodeName(state.initial)}`] : [];
  return [`${head} {`, ...beginning, ...state.states.flatMap((child) => declared(child, closed, inner)), `${indent}}`];
}

function toNotes({ entry, exit, invokes, states, tags }: ChartState): string[] {
  return [
    ...(states.length > 0 ? [states.map(({ name }) => name).join(', ')] : []),
    ...invokes.map((child) => `runs ${child}`),
    ...entry.map((action) => `on entry, ${action}`),
    ...exit.map((action) => `on exit, ${action}`),
    ...tags.map((tag) => `tag ${tag}`),
  ];
}

/** The arrows from all states inside and from the drawn state. Each starts at the innermost box that contains its state. */
function toArrows(drawn: ChartState, boxes: ReadonlySet<string>): Arrow[] {
  const boxOf = (id: string): string => {
    const up = id.slice(0, id.lastIndexOf('.'));
    return boxes.has(id) || id === drawn.id || up === '' ? id : boxOf(up);
  };
  const isInside = (id: string) => id.startsWith(`${drawn.id}.`);
  return [drawn, ...everythingIn(drawn)].flatMap((state) =>
    state.transitions.flatMap((transition) => {
      const { target } = transition;
      if (target === undefined) return [];
      const from = boxOf(state.id);
      const to = isInside(target) ? boxOf(target) : target;
      // Transitions inside a closed box are in its own picture.
      if (from === to && target !== from) return [];
      return [{ from, to, label: plain(labelOf(transition)) }];
    }),
  );
}

function everythingIn(state: ChartState): ChartState[] {
  return state.states.flatMap((child) => [child, ...everythingIn(child)]);
}

/** Several transitions from one state to another become one arrow with several lines. */
function merged(arrows: readonly Arrow[]): Arrow[] {
  const byEnds = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const ends = `${arrow.from} ${arrow.to}`;
    const before = byEnds.get(ends);
    if (before?.label.split('<br/>').includes(arrow.label)) continue;
    byEnds.set(ends, before ? { ...before, label: `${before.label}<br/>${arrow.label}` } : arrow);
  }
  return [...byEnds.values()];
}

export function labelOf({ kind, on, guard }: Pick<ChartTransition, 'kind' | 'on' | 'guard'>): string {
  const trigger = kind === 'delay' ? `after ${on}` : on;
  return guard === undefined ? trigger : `${trigger} [${guard}]`;
}

/** Never a keyword of Mermaid, because it begins with the chart's name. */
function nodeName(id: string): string {
  return id.replaceAll('.', '_');
}

function shortName(id: string): string {
  return id.split('.').slice(1).join('.');
}

/** Replaces the characters that end a label, begin an entity or close a string in Mermaid. */
function plain(text: string): string {
  return text.replaceAll(/[;#"{}]/g, ' ').replaceAll(':', ',');
}
