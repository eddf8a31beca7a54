/** The mark: a rostrum with a voice above it. `icon.svg` is the same drawing in the colours of the light theme. */
import { svg } from './dom.ts';

const STANDING = 'M16 19v6M11.5 25.5h9';
const VOICE = 'M12.6 10a4.9 4.9 0 0 1 6.8 0M9.4 6.9a9.4 9.4 0 0 1 13.2 0';
const BOARD = 'M8.6 13.6h14.8a1 1 0 0 1 .95 1.3l-1.3 4a1 1 0 0 1-.95.7H9.9a1 1 0 0 1-.95-.7l-1.3-4a1 1 0 0 1 .95-1.3z';

/** For beside a name: screen readers do not read it. */
export function mark(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    svg('rect', { class: 'ground', width: 32, height: 32, rx: 8 }),
    svg('path', { class: 'sign', d: VOICE }),
    svg('path', { class: 'sign full', d: BOARD }),
    svg('path', { class: 'sign', d: STANDING }),
  );
}
