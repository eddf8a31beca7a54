/** A few shapes as SVG text, in colours that suit a light page and a dark one. Pure. */

/** Classes the shapes may have: `text`, `faint`, `line`, and `c0` to `c5` for series. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .faint { fill: #59636e; }
  .axis { stroke: #d1d9e0; stroke-width: 1; }
  .target { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 5 3; }
  .series { fill: none; stroke-width: 1.75; }
  .f0 { fill: #0969da; } .f1 { fill: #8250df; } .f2 { fill: #1a7f37; } .f3 { fill: #9a6700; } .f4 { fill: #bf3989; } .f5 { fill: #57606a; }
  .s0 { stroke: #0969da; } .s1 { stroke: #8250df; } .s2 { stroke: #1a7f37; } .s3 { stroke: #9a6700; } .s4 { stroke: #bf3989; } .s5 { stroke: #57606a; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .faint { fill: #9198a1; }
    .axis { stroke: #3d444d; }
    .target { stroke: #f85149; }
    .f0 { fill: #4493f8; } .f1 { fill: #ab7df8; } .f2 { fill: #3fb950; } .f3 { fill: #d29922; } .f4 { fill: #db61a2; } .f5 { fill: #9198a1; }
    .s0 { stroke: #4493f8; } .s1 { stroke: #ab7df8; } .s2 { stroke: #3fb950; } .s3 { stroke: #d29922; } .s4 { stroke: #db61a2; } .s5 { stroke: #9198a1; }
  }
`;

export const SERIES_COLOURS = 6;

/** @param description What a reader who does not see it is told. */
export function svg(width: number, height: number, description: string, shapes: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(description)}</title>`,
    `<style>${STYLE}</style>`,
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

export function text(
  x: number,
  y: number,
  said: string,
  more: { class?: string; anchor?: 'start' | 'middle' | 'end' } = {},
): string {
  return `<text x="${at(x)}" y="${at(y)}" class="${more.class ?? ''}" text-anchor="${more.anchor ?? 'start'}">${escaped(said)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, name: string): string {
  return `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" class="${name}"/>`;
}

export function box(x: number, y: number, width: number, height: number, name: string): string {
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(Math.max(0, width))}" height="${at(height)}" rx="2" class="${name}"/>`;
}

export function path(points: readonly (readonly [x: number, y: number])[], name: string): string {
  const steps = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`);
  return `<path d="${steps.join(' ')}" class="${name}"/>`;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(said: string): string {
  return said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
