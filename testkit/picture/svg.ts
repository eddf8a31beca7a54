/** Pictures as SVG text, readable in light and dark themes: a frame, and the few shapes that charts consist of. Pure. */

/** Number of colours: the classes `f0` to `f5` fill a shape, `s0` to `s5` draw a line. */
export const COLOURS = 6;

/** Text has a contrast of 4.5 or more on both backgrounds. */
const LIGHT = {
  ground: '#ffffff',
  text: '#1f2328',
  quiet: '#59636e',
  grid: '#d1d9e0',
  failed: '#cf222e',
  colours: ['#0969da', '#8250df', '#1a7f37', '#9a6700', '#bf3989', '#57606a'],
} as const;
const DARK = {
  ground: '#0d1117',
  text: '#f0f6fc',
  quiet: '#9198a1',
  grid: '#3d444d',
  failed: '#f85149',
  colours: ['#4493f8', '#ab7df8', '#3fb950', '#d29922', '#db61a2', '#9198a1'],
} as const;

function coloured({ ground, text, quiet, grid, failed, colours }: typeof LIGHT | typeof DARK): string {
  return [
    `.ground { fill: ${ground}; } .text { fill: ${text}; } .quiet { fill: ${quiet}; } .grid { stroke: ${grid}; }`,
    `.failed { fill: ${failed}; } .target { stroke: ${failed}; }`,
    colours.map((colour, i) => `.f${i} { fill: ${colour}; }`).join(' '),
    colours.map((colour, i) => `.s${i} { stroke: ${colour}; }`).join(' '),
  ].join('\n  ');
}

const STYLE = `
  svg { font: 12px system-ui, sans-serif; }
  .title { font-size: 15px; font-weight: 600; } .head { font-weight: 600; }
  .target { stroke-width: 1.5; stroke-dasharray: 5 3; } .series { fill: none; stroke-width: 1.75; }
  ${coloured(LIGHT)}
  @media (prefers-color-scheme: dark) {
  ${coloured(DARK)}
  }
`;

/** @param title one line above the picture, which is also its name for screen readers. */
export function picture(width: number, height: number, title: string, shapes: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}" rx="6"/>`,
    text(16, 28, title, { class: 'text title' }),
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

export interface TextLook {
  /** Default `text`. */
  readonly class?: string;
  readonly anchor?: 'middle' | 'end';
}

export function text(x: number, y: number, said: string, { class: name = 'text', anchor }: TextLook = {}): string {
  const anchored = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${name}" x="${tenths(x)}" y="${tenths(y)}"${anchored}>${escaped(said)}</text>`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param told the tooltip. */
export function box({ x, y, width, height }: Box, name: string, told?: string): string {
  const size = `width="${tenths(Math.max(0, width))}" height="${tenths(height)}"`;
  const shape = `<rect class="${name}" x="${tenths(x)}" y="${tenths(y)}" ${size} rx="1"`;
  return told === undefined ? `${shape}/>` : `${shape}><title>${escaped(told)}</title></rect>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, name = 'grid'): string {
  return `<line class="${name}" x1="${tenths(x1)}" y1="${tenths(y1)}" x2="${tenths(x2)}" y2="${tenths(y2)}"/>`;
}

export function path(points: readonly (readonly [x: number, y: number])[], name: string): string {
  const steps = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${tenths(x)} ${tenths(y)}`);
  return `<path class="${name}" d="${steps.join(' ')}"/>`;
}

/** A colour and its meaning; `x` and `y` are the upper left corner. */
export function legend(x: number, y: number, name: string, said: string): string {
  return box({ x, y, width: 12, height: 12 }, name) + text(x + 18, y + 10, said);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(said: string): string {
  return said.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
