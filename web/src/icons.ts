/** The few drawings on buttons. Each stands beside a text, so none has a name of its own. */
import { svg } from './dom.ts';

/** Lines in a square of 24. */
const DRAWINGS = {
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  silence: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  pause: 'M9 5.5v13M15 5.5v13',
  play: 'M8 5.5v13l10.5-6.5z',
  letters: 'M2.5 18.5 8 5l5.5 13.5M4.5 14h7M21 11v7.5M21 14.7a3.2 3.8 0 1 1-6.4 0 3.2 3.8 0 1 1 6.4 0',
  whole: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  keep: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  leave: 'M13 4H5v16h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  newest: 'M12 5v13M6.5 12.5l5.5 5.5 5.5-5.5',
  world:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c3.300 2.600 3.300 14.400 0 17M12 3.5c-3.300 2.600-3.300 14.400 0 17',
} as const;

export type IconName = keyof typeof DRAWINGS;

export function icon(name: IconName): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon ${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: DRAWINGS[name] }),
  );
}
