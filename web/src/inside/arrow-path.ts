/** The line of an arrow between two boxes: a slight curve from edge to edge, with its head. Pure. */

export interface Box {
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Share of the length by which the curve leaves the straight line, to its right: there and back are two lines. */
const BEND = 0.12;
const HEAD = 7;
const HEAD_ANGLE = Math.PI / 7;
const LOOP = 16;

/** @returns the `d` of an SVG path. */
export function toArrowPath(from: Box, to: Box): string {
  if (from.x === to.x && from.y === to.y && from.width === to.width) return toLoop(from);
  const [a, b] = [centreOf(from), centreOf(to)];
  const bent = { x: (a.x + b.x) / 2 + (a.y - b.y) * BEND, y: (a.y + b.y) / 2 + (b.x - a.x) * BEND };
  // Of a box that others are in, the middle of the way may be inside it: then the line is straight.
  if (isIn(from, bent) || isIn(to, bent)) {
    const [start, end] = [edgeOf(from, b), edgeOf(to, a)];
    return `M${at(start)}L${at(end)}${toHead(start, end)}`;
  }
  const [start, end] = [edgeOf(from, bent), edgeOf(to, bent)];
  return `M${at(start)}Q${at(bent)} ${at(end)}${toHead(bent, end)}`;
}

/** From the right edge back to it. */
function toLoop({ height, width, x, y }: Box): string {
  const [right, middle] = [x + width, y + height / 2];
  const end = { x: right, y: middle + LOOP / 3 };
  const [one, other] = [
    { x: right + LOOP, y: middle - LOOP },
    { x: right + LOOP, y: middle + LOOP },
  ];
  return `M${at({ x: right, y: middle - LOOP / 3 })}C${at(one)} ${at(other)} ${at(end)}${toHead(other, end)}`;
}

function isIn({ height, width, x, y }: Box, point: Point): boolean {
  return point.x > x && point.x < x + width && point.y > y && point.y < y + height;
}

/** Where the line from a box's centre to a point crosses its edge; the point itself if it is inside. */
function edgeOf(box: Box, towards: Point): Point {
  const centre = centreOf(box);
  const [dx, dy] = [towards.x - centre.x, towards.y - centre.y];
  const share = Math.min(1, box.width / 2 / Math.abs(dx), box.height / 2 / Math.abs(dy));
  return { x: centre.x + dx * share, y: centre.y + dy * share };
}

function toHead(before: Point, tip: Point): string {
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const side = (turn: number) => ({
    x: tip.x - HEAD * Math.cos(angle + turn),
    y: tip.y - HEAD * Math.sin(angle + turn),
  });
  return `M${at(side(HEAD_ANGLE))}L${at(tip)}L${at(side(-HEAD_ANGLE))}`;
}

function centreOf({ height, width, x, y }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
