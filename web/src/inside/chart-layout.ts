/** Where each state of a chart is drawn: boxes in boxes, in rows; regions of a parallel state side by side. Pure. */
import type { ChartState } from '../../../src/protocol/inside.ts';

export interface StateBox {
  readonly state: ChartState;
  /** The state around it begins in this one. */
  readonly isInitial: boolean;
  /** One of several that are active together. */
  readonly isRegion: boolean;
  /** Pixels, from the chart's corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** Outer ones before those inside. */
  readonly boxes: readonly StateBox[];
}

/** Of a state without states inside; also of the place for the name above them. */
export const NAME_HEIGHT = 30;
export const PADDING = 8;
const GAP = 8;
/** Of the page's font at 14 px, with room for wide letters. */
const CHARACTER_WIDTH = 8;
/** For the dot before a name. */
const DOT_WIDTH = 12;
/** Regions are made no narrower to stand side by side. */
const REGION_WIDTH = 210;

/** @param width That there is, in pixels; a chart is wider only where a single name needs it. */
export function layoutOf(root: ChartState, width: number): ChartLayout {
  const { boxes, ...size } = insideOf(root, width);
  return { ...size, boxes };
}

type Placed = ChartLayout;

function boxOf(state: ChartState, parent: ChartState, width: number): Placed {
  const isInitial = parent.initial === state.id;
  const nameWidth = state.name.length * CHARACTER_WIDTH + 2 * PADDING + (isInitial ? DOT_WIDTH : 0);
  const inside = insideOf(state, width - 2 * PADDING);
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

/** The states inside, from left to right and then below, as text is set. */
function insideOf(state: ChartState, width: number): Placed {
  const columns = Math.max(1, Math.min(state.states.length, Math.floor((width + GAP) / (REGION_WIDTH + GAP))));
  const most = state.kind === 'parallel' ? (width - (columns - 1) * GAP) / columns : width;
  const rows: Placed[][] = [];
  let used = 0;
  for (const child of state.states) {
    const placed = boxOf(child, state, most);
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
      // Neighbours with something inside are as high as the highest of them; what is inside stays where it is.
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
