/** Draws latencies and CPU by the number of sessions. Pure. */
import { box, legend, line, path, picture, text } from '../../testkit/picture/svg.ts';
import type { RunReport } from './run-report.ts';

const WIDTH = 860;
const LEFT = 64;
const RIGHT = WIDTH - 24;
const TOP = 84;
const PLOT_HEIGHT = 230;
const HEIGHT = TOP + PLOT_HEIGHT + 56;
const BOTTOM = TOP + PLOT_HEIGHT;
const BAR = 16;
const LEAST_MS = 0.1;
const STEPS_US = [10, 20, 50, 100, 200, 500, 1_000, 2_000] as const;
const MOST_LEVELS = 8;
const QUANTILES = [
  ['p50', 2, (report: RunReport) => report.sentToTranscribe.p50Ms],
  ['p95', 0, (report: RunReport) => report.sentToTranscribe.p95Ms],
  ['p99', 1, (report: RunReport) => report.sentToTranscribe.p99Ms],
] as const;

/** Bars of the times from sending to Transcribe, on a logarithmic axis. Runs that may not be believed have none. */
export function toLatencyChart(runs: readonly RunReport[]): string {
  const most = Math.max(100, ...runs.map(({ sentToTranscribe }) => sentToTranscribe.p99Ms));
  const decades = Math.ceil(Math.log10(most / LEAST_MS));
  const yOf = (ms: number) => BOTTOM - (PLOT_HEIGHT * Math.log10(Math.max(ms, LEAST_MS) / LEAST_MS)) / decades;
  return picture(WIDTH, HEIGHT, 'From sending a chunk of 100 ms to its arrival at Transcribe', [
    text(16, 50, 'ms (logarithmic), by number of sessions', { class: 'quiet' }),
    ...QUANTILES.map(([name, colour], i) => legend(WIDTH - 220 + i * 64, 50, `f${colour}`, name)),
    ...Array.from({ length: decades + 1 }, (_, i) => LEAST_MS * 10 ** i).map((ms) =>
      level(yOf(ms), String(Number(ms.toPrecision(1)))),
    ),
    ...runs.flatMap((report, i) => {
      const middle = placeOf(i, runs.length);
      if (report.doubts.length > 0) return [label(middle, report)];
      const bars = QUANTILES.map(([, colour, of], bar) => {
        const y = yOf(of(report));
        return box({ x: middle + (bar - 1.5) * (BAR + 2), y, width: BAR, height: BOTTOM - y }, `f${colour}`);
      });
      return [label(middle, report), ...bars];
    }),
  ]);
}

/** CPU of a chunk by the number of sessions. */
export function toCpuChart(runs: readonly RunReport[]): string {
  const dearest = Math.max(1, ...runs.map(({ cpu }) => cpu.usPerChunk));
  const step = STEPS_US.find((us) => dearest / us <= MOST_LEVELS) ?? dearest;
  const most = Math.ceil(dearest / step) * step;
  const yOf = (us: number) => BOTTOM - (PLOT_HEIGHT * us) / most;
  const levels = Array.from({ length: most / step + 1 }, (_, i) => i * step);
  const points = runs.map(({ cpu }, i) => [placeOf(i, runs.length), yOf(cpu.usPerChunk)] as const);
  return picture(WIDTH, HEIGHT, 'Server CPU of a chunk of 100 ms, with its share of everything else', [
    text(16, 50, 'µs, by number of sessions: each with a listener and two transcripts a second', { class: 'quiet' }),
    ...levels.map((us) => level(yOf(us), String(us))),
    path(points, 'series s0'),
    ...runs.flatMap((report, i) => {
      const [x, y] = points[i] ?? [0, 0];
      return [label(x, report), text(x, y - 8, report.cpu.usPerChunk.toFixed(0), { anchor: 'middle' })];
    }),
  ]);
}

function placeOf(index: number, count: number): number {
  return LEFT + ((RIGHT - LEFT) * (index + 0.5)) / count;
}

function level(y: number, said: string): string {
  return line(LEFT, y, RIGHT, y) + text(LEFT - 8, y + 4, said, { class: 'quiet', anchor: 'end' });
}

function label(x: number, { options }: RunReport): string {
  return text(x, BOTTOM + 20, String(options.sessions), { class: 'quiet', anchor: 'middle' });
}
