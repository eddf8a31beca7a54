/** How it works, in three steps. */
import { el, svg } from '../dom.ts';
import { START } from '../texts/start.ts';

const DRAWINGS = {
  speak: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  share: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2M20 18v2h-2M14 20h1',
  listen: 'M4 14v-2a8 8 0 0 1 16 0v2M4 14a2 2 0 0 1 2-2h1v7H6a2 2 0 0 1-2-2zM20 14a2 2 0 0 0-2-2h-1v7h1a2 2 0 0 0 2-2z',
} as const;

export function howItWorks(): HTMLElement {
  return el(
    'section',
    { class: 'how' },
    el('h2', {}, START.steps),
    el('ol', { class: 'three' }, step('speak'), step('share'), step('listen')),
  );
}

function step(name: keyof typeof DRAWINGS): HTMLElement {
  const [title, text] = START.step[name];
  const drawing = svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: DRAWINGS[name] }));
  return el('li', { class: 'card' }, drawing, el('h3', {}, title), el('p', {}, text));
}
