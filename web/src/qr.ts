/** Draws a QR code: dark on light in every theme, with the empty border that cameras need. */
import { correction, generate } from 'lean-qr/nano';
import { svg } from './dom.ts';

const QUIET_ZONE = 4;

/** @throws Error for a text of more than 2331 bytes. */
export function qrCode(text: string, label: string): SVGSVGElement {
  // Level M reads on when 15 % of the code is hidden. A higher level is used where it costs no space.
  const { size, get } = generate(text, { minCorrectionLevel: correction.M });
  const width = size + 2 * QUIET_ZONE;
  const places = Array.from({ length: size }, (_, i) => i);
  const squares = places.flatMap((y) =>
    places.flatMap((x) => (get(x, y) ? [`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`] : [])),
  );
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${width}`,
      role: 'img',
      'aria-label': label,
      class: 'qr',
      'shape-rendering': 'crispEdges',
    },
    svg('rect', { width, height: width, fill: '#fff' }),
    svg('path', { d: squares.join(''), fill: '#000' }),
  );
}
