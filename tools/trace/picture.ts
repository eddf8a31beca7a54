/** A trace as an SVG waterfall, readable in light and in dark. Pure: the same rows give the same text. */
import { duration, durations } from './durations.ts';
import type { Row } from './rows.ts';

const WIDTH = 1_000;
/** Where the time axis begins and how much stands to the right of it: names, and durations. */
const LABELS = 240;
const RIGHT = 190;
const TOP = 64;
/** Above a section's rows: its heading and its times; below them: nothing. */
const HEAD = 46;
const GAP = 18;
const LINE = 26;
const BAR = 14;
const INDENT = 14;
/** A span shorter than a pixel is drawn all the same. */
const MIN_BAR = 1.5;
const TICKS = 8;
const STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];

/** Contrast of 4.5 and more for text on either ground. */
const STYLE = `
  svg { font: 12px system-ui, sans-serif; }
  .ground { fill: #ffffff; } .text { fill: #1f2328; } .quiet { fill: #59636e; } .grid { stroke: #d1d9e0; }
  .title { font-size: 15px; font-weight: 600; } .head { font-weight: 600; }
  .s0 { fill: #0969da; } .s1 { fill: #1a7f37; } .s2 { fill: #8250df; } .s3 { fill: #9a6700; } .failed { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } .text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .grid { stroke: #3d444d; }
    .s0 { fill: #4493f8; } .s1 { fill: #3fb950; } .s2 { fill: #ab7df8; } .s3 { fill: #d29922; } .failed { fill: #f85149; }
  }
`;

/** A part of the picture with a time axis of its own. */
export interface Section {
  readonly heading: string;
  /** At least one. */
  readonly rows: readonly Row[];
}

/** @param title one line above the picture, which also is its name for those who do not see it. */
export function pictureOf(sections: readonly Section[], title: string): string {
  const services = [...new Set(sections.flatMap(({ rows }) => rows.map(({ service }) => service)))];
  const parts: string[] = [];
  let y = TOP;
  for (const section of sections) {
    parts.push(...drawn(section, y, services));
    y += HEAD + section.rows.length * LINE + GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${y}" rx="6"/>`,
    `<text class="text title" x="16" y="28">${escaped(title)}</text>`,
    ...services.flatMap((service, i) => legend(service, i)),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function drawn({ heading, rows }: Section, top: number, services: readonly string[]): string[] {
  const startMs = Math.min(...rows.map((row) => row.startMs));
  const spanMs = Math.max(1, Math.max(...rows.map((row) => row.endMs)) - startMs);
  const x = (ms: number) => round(LABELS + ((ms - startMs) * (WIDTH - LABELS - RIGHT)) / spanMs);
  const first = top + HEAD;
  return [
    `<text class="text head" x="16" y="${top + 18}">${escaped(heading)}</text>`,
    ...axis(spanMs, (ms) => x(startMs + ms), first, first + rows.length * LINE),
    ...rows.flatMap((row, i) => line(row, first + i * LINE, services.indexOf(row.service), x)),
  ];
}

function legend(service: string, index: number): string[] {
  const at = 16 + index * 170;
  return [
    `<rect class="${shade(index)}" x="${at}" y="42" width="12" height="12" rx="2"/>`,
    `<text class="text" x="${at + 18}" y="52">${escaped(service)}</text>`,
  ];
}

/** Lines and their times from `top` to `bottom`. */
function axis(spanMs: number, x: (ms: number) => number, top: number, bottom: number): string[] {
  const step = STEPS_MS.find((candidate) => spanMs / candidate <= TICKS) ?? spanMs;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, i) => {
    const ms = i * step;
    const at = x(ms);
    const label = ms === 0 ? '0' : step < 1_000 && spanMs < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
    return (
      `<line class="grid" x1="${at}" y1="${top - 4}" x2="${at}" y2="${bottom + 4}"/>` +
      `<text class="quiet" x="${at}" y="${top - 10}" text-anchor="middle">${label}</text>`
    );
  });
}

function line(row: Row, y: number, service: number, x: (ms: number) => number): string[] {
  const middle = y + LINE / 2 + 4;
  const bars = row.spans.map((span) => {
    const width = Math.max(MIN_BAR, round(x(span.endMs) - x(span.startMs)));
    const colour = span.isFailed ? 'failed' : shade(service);
    const told = `${span.name}: ${duration(span.endMs - span.startMs)}${span.isFailed ? ', failed' : ''}`;
    return `<rect class="${colour}" x="${x(span.startMs)}" y="${y + (LINE - BAR) / 2}" width="${width}" height="${BAR}" rx="1"><title>${escaped(told)}</title></rect>`;
  });
  return [
    `<text class="text" x="${16 + row.depth * INDENT}" y="${middle}">${escaped(row.label)}</text>`,
    ...bars,
    `<text class="quiet" x="${WIDTH - 16}" y="${middle}" text-anchor="end">${durations(row.spans)}</text>`,
  ];
}

const shade = (index: number) => `s${index % 4}`;
const round = (value: number) => Math.round(value * 10) / 10;
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
