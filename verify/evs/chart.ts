/** Draws the lag over time: a line for each way of cutting, a plot for each listener. Pure. */
import { legend, line, path, picture, text } from '../../testkit/picture/svg.ts';
import type { SessionFigures, WordLag } from './measure.ts';
import type { EvsReport } from './report.ts';

const WIDTH = 860;
const LEFT = 56;
const RIGHT = WIDTH - 24;
const PLOT_HEIGHT = 190;
const PLOT_STEP = PLOT_HEIGHT + 74;
const TOP = 92;
/** Words of so many seconds make one point. */
const BIN_S = 5;
const COLOUR = { result: 1, sentence: 3, clause: 0 } as const;
const GRID_STEPS_S = [1, 2, 5, 10, 20, 50, 100] as const;
const MAX_GRID_LINES = 8;

export function toChart({ sessions, talk, options }: EvsReport): string {
  const plots = options.longer.map((longer, i) => plotShapes(sessions, i, longer, TOP + i * PLOT_STEP));
  const height = TOP + plots.length * PLOT_STEP - 20;
  return picture(WIDTH, height, 'Ear-voice span: from a word to its translation in the ear', [
    text(16, 50, `Mean of the words of ${BIN_S} s, over the ${talk.minutes} minutes of the talk`, { class: 'quiet' }),
    ...sessions.map(({ mode }, i) => legend(WIDTH - 300 + i * 96, 40, `f${COLOUR[mode]}`, mode)),
    ...plots.flat(),
  ]);
}

function plotShapes(sessions: readonly SessionFigures[], index: number, longer: number, top: number): string[] {
  const series = sessions.map(({ mode, listeners }) => ({ mode, points: toPoints(listeners[index]?.lags ?? []) }));
  const all = series.flatMap(({ points }) => points);
  const endS = Math.max(60, ...all.map(([atS]) => atS));
  const step = stepFor(Math.max(1, ...all.map(([, lagS]) => lagS)));
  const mostS = step * Math.ceil(Math.max(1, ...all.map(([, lagS]) => lagS)) / step);
  const xOf = (s: number) => LEFT + ((RIGHT - LEFT) * s) / endS;
  const yOf = (s: number) => top + PLOT_HEIGHT * (1 - s / mostS);
  const levels = Array.from({ length: mostS / step + 1 }, (_, i) => i * step);
  const minutes = Array.from({ length: Math.floor(endS / 60) + 1 }, (_, i) => i);
  return [
    text(16, top - 12, `translations ${longer} % longer`, { class: 'text head' }),
    ...levels.map(
      (s) =>
        line(LEFT, yOf(s), RIGHT, yOf(s)) + text(LEFT - 8, yOf(s) + 4, `${s} s`, { class: 'quiet', anchor: 'end' }),
    ),
    ...minutes.map((m) => text(xOf(m * 60), top + PLOT_HEIGHT + 18, `${m} min`, { class: 'quiet', anchor: 'middle' })),
    ...series.map(({ mode, points }) =>
      path(
        points.map(([atS, lagS]) => [xOf(atS), yOf(lagS)] as const),
        `series s${COLOUR[mode]}`,
      ),
    ),
  ];
}

/** The means of the bins that have words. */
export function toPoints(lags: readonly WordLag[]): (readonly [atS: number, lagS: number])[] {
  const bins = new Map<number, number[]>();
  for (const { atS, lagS } of lags) {
    const bin = Math.floor(atS / BIN_S);
    bins.set(bin, [...(bins.get(bin) ?? []), lagS]);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, values]) => [(bin + 0.5) * BIN_S, values.reduce((sum, s) => sum + s, 0) / values.length] as const);
}

function stepFor(mostS: number): number {
  return GRID_STEPS_S.find((step) => mostS / step <= MAX_GRID_LINES) ?? 100;
}
