/** Draws a trace as an SVG waterfall. Pure: the same rows give the same text. */
import { box, legend, line, picture, text } from '../../testkit/picture/svg.ts';
import { duration, durations } from './durations.ts';
import type { Row } from './rows.ts';

const WIDTH = 1_000;
/** Width to the left of the time axis, for names, and to the right of it, for durations. */
const LABELS = 240;
const RIGHT = 190;
const TOP = 64;
/** Height above a section's rows, for its heading and times, and empty height below them. */
const HEAD = 46;
const GAP = 18;
const LINE = 26;
const BAR = 14;
const INDENT = 14;
/** Least width of a bar, so that a span shorter than a pixel is visible. */
const MIN_BAR = 1.5;
const TICKS = 8;
const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];

const COLOURS = ['f0', 'f2', 'f1', 'f3'] as const;

/** A part of the picture with its own time axis. */
export interface Section {
  readonly heading: string;
  /** At least one. */
  readonly rows: readonly Row[];
}

/** @param title one line above the picture, also its name for screen readers. */
export function toPicture(sections: readonly Section[], title: string): string {
  const services = [...new Set(sections.flatMap(({ rows }) => rows.map(({ service }) => service)))];
  const parts: string[] = [];
  let y = TOP;
  for (const section of sections) {
    parts.push(...drawn(section, y, services));
    y += HEAD + section.rows.length * LINE + GAP;
  }
  return picture(WIDTH, y, title, [
    ...services.map((service, i) => legend(16 + i * 170, 42, colourOf(i), service)),
    ...parts,
  ]);
}

function drawn({ heading, rows }: Section, top: number, services: readonly string[]): string[] {
  const startMs = Math.min(...rows.map((row) => row.startMs));
  const spanMs = Math.max(1, Math.max(...rows.map((row) => row.endMs)) - startMs);
  const x = (ms: number) => LABELS + ((ms - startMs) * (WIDTH - LABELS - RIGHT)) / spanMs;
  const first = top + HEAD;
  return [
    text(16, top + 18, heading, { class: 'text head' }),
    ...axis(spanMs, (ms) => x(startMs + ms), first, first + rows.length * LINE),
    ...rows.flatMap((row, i) => toRow(row, first + i * LINE, services.indexOf(row.service), x)),
  ];
}

/** Vertical lines from `top` to `bottom`, each with its time. */
function axis(spanMs: number, x: (ms: number) => number, top: number, bottom: number): string[] {
  const step = STEPS_MS.find((candidate) => spanMs / candidate <= TICKS) ?? spanMs;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, i) => {
    const ms = i * step;
    const at = x(ms);
    const label = ms === 0 ? '0' : step < 1_000 && spanMs < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
    return line(at, top - 4, at, bottom + 4) + text(at, top - 10, label, { class: 'quiet', anchor: 'middle' });
  });
}

function toRow(row: Row, y: number, service: number, x: (ms: number) => number): string[] {
  const middle = y + LINE / 2 + 4;
  const bars = row.spans.map((span) => {
    const width = Math.max(MIN_BAR, x(span.endMs) - x(span.startMs));
    const colour = span.isFailed ? 'failed' : colourOf(service);
    const told = `${span.name}: ${duration(span.endMs - span.startMs)}${span.isFailed ? ', failed' : ''}`;
    return box({ x: x(span.startMs), y: y + (LINE - BAR) / 2, width, height: BAR }, colour, told);
  });
  return [
    text(16 + row.depth * INDENT, middle, row.label),
    ...bars,
    text(WIDTH - 16, middle, durations(row.spans), { class: 'quiet', anchor: 'end' }),
  ];
}

const colourOf = (index: number) => COLOURS[index % COLOURS.length] ?? 'f0';
