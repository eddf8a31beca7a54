/** Computes where each state of a chart is drawn: boxes in boxes, in rows. Parallel regions are side by side. Pure. */
import type { ChartState } from '../../../src/protocol/inside.ts';

export interface StateBox {
  readonly state: ChartState;
  /** It is the first state of the state around it. */
  readonly isInitial: boolean;
  /** It is a region: one of several states that are active at the same time. */
  readonly isRegion: boolean;
  /** Pixels, from the chart's top left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** Outer boxes come before the boxes inside them. */
  readonly boxes: readonly StateBox[];
}

/** Height of a state without inner states, and of the name above inner states. */
export const NAME_HEIGHT = 30;
export const PADDING = 8;
/** Room for the arrows between boxes. */
const GAP = 18;
/** For the page's font at 14 px, in the bold of an active state, with room for wide letters. */
const CHARACTER_WIDTH = 8.5;
/** Width of the dot before a name. */
const DOT_WIDTH = 12;
/** Least width of a region. Narrower regions are not put side by side. */
const REGION_WIDTH = 210;

/** @param width available width in pixels. The chart is wider only if a single name needs more. */
export function toLayout(root: ChartState, width: number): ChartLayout {
  const { boxes, ...size } = layoutInside(root, width);
  return { ...size, boxes };
}

type Placed = ChartLayout;

function toBox(state: ChartState, parent: ChartState, width: number): Placed {
  const isInitial = parent.initial === state.id;
  const nameWidth = state.name.length * CHARACTER_WIDTH + 2 * PADDING + (isInitial ? DOT_WIDTH : 0);
  const inside = layoutInside(state, width - 2 * PADDING);
  const hasStates = state.states.length > 0;
  const own = {
    state,
    isInitial,
    isRegion: parent.kind === 'parallel',
    x: 0,
    y: 0,
    width: Math.max(nameWidth, hasStates ? inside.width + 2 * PADDING : 0),
    height: NAME_HEIGHT + (hasStates ? inside.height + PADDING : 0),
  };
  return { width: own.width, height: own.height, boxes: [own, ...moved(inside.boxes, PADDING, NAME_HEIGHT)] };
}

/** Lays out the inner states in rows, from left to right, like text. */
function layoutInside(state: ChartState, width: number): Placed {
  const columns = Math.max(1, Math.min(state.states.length, Math.floor((width + GAP) / (REGION_WIDTH + GAP))));
  const most = state.kind === 'parallel' ? (width - (columns - 1) * GAP) / columns : width;
  const rows: Placed[][] = [];
  let used = 0;
  for (const child of state.states) {
    const placed = toBox(child, state, most);
    const row = rows.at(-1);
    if (row === undefined || used + GAP + placed.width > width) {
      rows.push([placed]);
      used = placed.width;
    } else {
      row.push(placed);
      used += GAP + placed.width;
    }
  }
  return stacked(rows);
}

function stacked(rows: readonly (readonly Placed[])[]): Placed {
  const boxes: StateBox[] = [];
  let width = 0;
  let y = 0;
  for (const row of rows) {
    const height = Math.max(...row.map((placed) => placed.height));
    let x = 0;
    for (const placed of row) {
      const [outer, ...inner] = moved(placed.boxes, x, y);
      // In a row, boxes with inner states get the height of the highest. Their inner states do not move.
      if (outer) boxes.push(inner.length > 0 ? { ...outer, height } : outer, ...inner);
      x += placed.width + GAP;
    }
    width = Math.max(width, x - GAP);
    y += height + GAP;
  }
  return { width, height: Math.max(0, y - GAP), boxes };
}

function moved(boxes: readonly StateBox[], right: number, down: number): StateBox[] {
  return boxes.map((box) => ({ ...box, x: box.x + right, y: box.y + down }));
}
