/** Draws a load's report: latencies with their targets, and the CPU use of each process for each second. Pure. */

import { box, COLOURS, legend, line, path, picture, text } from '../../testkit/picture/svg.ts';
import type { LatencyRow, LoadReport, Second } from './report.ts';

const WIDTH = 860;
const LEFT = 330;
const RIGHT = WIDTH - 90;
const ROW = 46;
const BAR = 9;
const PLOT_HEIGHT = 180;
const QUANTILES = [
  ['p50', 'f2', (row: LatencyRow) => row.p50Ms],
  ['p95', 'f0', (row: LatencyRow) => row.p95Ms],
  ['p99', 'f1', (row: LatencyRow) => row.p99Ms],
] as const;
/** The latency axis is logarithmic, with four powers of ten from 0.1 ms. */
const LEAST_MS = 0.1;

export function toChart(report: LoadReport): string {
  const { load, options, latencies, seconds } = report;
  const most = Math.max(1_000, ...latencies.map((row) => Math.max(row.p99Ms, row.targetMs ?? 0)));
  const decades = Math.ceil(Math.log10(most / LEAST_MS));
  const xOf = (ms: number) => LEFT + ((RIGHT - LEFT) * Math.log10(Math.max(ms, LEAST_MS) / LEAST_MS)) / decades;
  const top = 74;
  const bottom = top + latencies.length * ROW;
  const plotTop = bottom + 86;
  const height = plotTop + PLOT_HEIGHT + 40;
  const traced = options.traces ? ', every span exported' : '';
  const title = `${load}: ${options.speakers} speakers, ${options.listeners} listeners each, ${options.seconds} s${traced}`;
  return picture(WIDTH, height, title, [
    text(16, 48, 'Latency, ms (logarithmic); the dashed line is the target of the 95th percentile', { class: 'quiet' }),
    ...QUANTILES.map(([name, colour], i) => legend(LEFT + 190 + i * 60, 56, colour, name)),
    ...Array.from({ length: decades + 1 }, (_, i) => {
      const ms = LEAST_MS * 10 ** i;
      const x = xOf(ms);
      return line(x, top, x, bottom) + text(x, bottom + 16, label(ms), { class: 'quiet', anchor: 'middle' });
    }),
    ...latencies.flatMap((row, i) => rowShapes(row, top + i * ROW, xOf)),
    ...usageShapes(seconds, plotTop),
  ]);
}

function rowShapes(row: LatencyRow, top: number, xOf: (ms: number) => number): string[] {
  const bars = QUANTILES.map(([, colour, of], i) => {
    const x = xOf(of(row));
    const y = top + 8 + i * (BAR + 2);
    return (
      box({ x: LEFT, y, width: x - LEFT, height: BAR }, colour) +
      text(x + 4, y + BAR, of(row).toFixed(1), { class: 'quiet' })
    );
  });
  const { targetMs } = row;
  return [
    text(16, top + 20, row.operation),
    text(16, top + 36, row.by === 'server' ? 'measured by the server' : 'measured by the generator', {
      class: 'quiet',
    }),
    ...bars,
    ...(targetMs === undefined ? [] : [line(xOf(targetMs), top + 4, xOf(targetMs), top + ROW - 4, 'target')]),
  ];
}

function usageShapes(seconds: readonly Second[], top: number): string[] {
  const roles = [...new Set(seconds.flatMap(({ cpuPercent }) => Object.keys(cpuPercent)))];
  if (roles.length === 0) return [];
  const left = 60;
  const end = Math.max(1, seconds.at(-1)?.atMs ?? 1);
  const busiest = Math.max(...seconds.flatMap(({ cpuPercent }) => Object.values(cpuPercent)));
  const most = Math.max(50, Math.ceil(busiest / 50) * 50);
  const xOf = (ms: number) => left + ((RIGHT - left) * ms) / end;
  const yOf = (percent: number) => top + PLOT_HEIGHT * (1 - percent / most);
  const steps = Array.from({ length: most / 50 + 1 }, (_, i) => i * 50);
  return [
    text(16, top - 30, 'CPU, per cent of one core', { class: 'quiet' }),
    ...roles.map((role, i) => legend(16 + i * 120, top - 22, `f${i % COLOURS}`, role)),
    ...steps.map(
      (percent) =>
        line(left, yOf(percent), RIGHT, yOf(percent)) +
        text(left - 8, yOf(percent) + 4, String(percent), { class: 'quiet', anchor: 'end' }),
    ),
    ...roles.map((role, i) =>
      path(
        seconds.map(({ atMs, cpuPercent }) => [xOf(atMs), yOf(cpuPercent[role] ?? 0)] as const),
        `series s${i % COLOURS}`,
      ),
    ),
    text(left, top + PLOT_HEIGHT + 20, '0 s', { class: 'quiet', anchor: 'middle' }),
    text(RIGHT, top + PLOT_HEIGHT + 20, `${Math.round(end / 1000)} s`, { class: 'quiet', anchor: 'middle' }),
  ];
}

function label(ms: number): string {
  return ms >= 1_000 ? `${ms / 1_000} s` : String(Number(ms.toPrecision(1)));
}
