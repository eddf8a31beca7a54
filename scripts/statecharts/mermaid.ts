/**
 * Draws a chart as Mermaid state diagrams: the whole, and, where that would be too much for one picture, what is inside
 * its states in pictures of their own. What changes no state is left to the tables beside it.
 */
import type { Chart, ChartState, ChartTransition } from '../../src/protocol/inside.ts';

export interface Diagram {
  /** The chart, or what is drawn for itself. */
  readonly state: ChartState;
  /** Text of a stateDiagram-v2. */
  readonly mermaid: string;
}

/** In one picture; of a parallel state only the names of its regions. */
const MOST_STATES = 10;

export function toDiagrams({ root }: Chart): Diagram[] {
  return [root, ...partsOf(root)].map((state) => ({ state, mermaid: toDiagram(state, root) }));
}

/** What is drawn for itself: every region, and the insides of a chart that is too large. */
export function partsOf(root: ChartState): ChartState[] {
  const isLarge = openInside(root).length > MOST_STATES;
  return root.states.flatMap((state) => {
    if (state.kind === 'parallel') return state.states;
    return isLarge && state.states.length > 0 ? [state] : [];
  });
}

/** Everything inside that is not behind a parallel state. */
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

/** Ids of what an arrow may end at. */
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

/** From everything inside and the drawn state itself, each from the innermost box it is in. */
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
      // What goes on inside a closed box is in that one's own picture.
      if (from === to && target !== from) return [];
      return [{ from, to, label: plain(labelOf(transition)) }];
    }),
  );
}

function everythingIn(state: ChartState): ChartState[] {
  return state.states.flatMap((child) => [child, ...everythingIn(child)]);
}

/** Several ways from one state to another are one arrow with several lines. */
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

/** Never one of Mermaid's own words: the chart's name comes before it. */
function nodeName(id: string): string {
  return id.replaceAll('.', '_');
}

function shortName(id: string): string {
  return id.split('.').slice(1).join('.');
}

/** Without what ends a label, begins an entity or closes a string in Mermaid. */
function plain(text: string): string {
  return text.replaceAll(/[;#"{}]/g, ' ').replaceAll(':', ',');
}
