/** The picture of what Rostrum does: one microphone, and its words in four languages. */
import { svg } from '../dom.ts';
import { START } from '../texts/start.ts';

interface Bubble {
  readonly text: string;
  readonly language: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const HEIGHT = 46;
const BUBBLES: readonly Bubble[] = [
  { text: '¡Hola!', language: 'es', x: 270, y: 14, width: 104 },
  { text: 'Bonjour', language: 'fr', x: 322, y: 88, width: 118 },
  { text: 'こんにちは', language: 'ja', x: 322, y: 166, width: 128 },
  { text: 'مرحبًا', language: 'ar', x: 270, y: 240, width: 104 },
];
/** Where the voice leaves the microphone. */
const FROM = { x: 150, y: 150 };

export function picture(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'picture', viewBox: '0 0 460 300', role: 'img', 'aria-label': START.picture },
    svg('circle', { class: 'halo', cx: 96, cy: 150, r: 92 }),
    svg('circle', { class: 'halo inner', cx: 96, cy: 150, r: 66 }),
    ...BUBBLES.map(way),
    microphone(),
    ...BUBBLES.map(bubble),
  );
}

function way({ x, y }: Bubble): SVGElement {
  const to = y + HEIGHT / 2;
  return svg('path', {
    class: 'way-out',
    d: `M${FROM.x} ${FROM.y}C${FROM.x + 70} ${FROM.y} ${x - 80} ${to} ${x} ${to}`,
  });
}

function microphone(): SVGElement {
  return svg(
    'g',
    { class: 'microphone' },
    svg('rect', { class: 'body', x: 78, y: 98, width: 36, height: 66, rx: 18 }),
    svg('path', { d: 'M64 142v8a32 32 0 0 0 64 0v-8M96 182v20M76 202h40' }),
  );
}

function bubble({ text, language, x, y, width }: Bubble): SVGElement {
  const middle = { x: x + width / 2, y: y + HEIGHT / 2 };
  return svg(
    'g',
    { class: 'bubble' },
    svg('rect', { x, y, width, height: HEIGHT, rx: 16 }),
    svg('text', { x: middle.x, y: middle.y + 7, 'text-anchor': 'middle', lang: language }, text),
  );
}
