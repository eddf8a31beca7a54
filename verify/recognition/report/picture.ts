/** Draws word errors and CPU use of each engine as bars. Pure: the same run gives the same text. */

import { box, legend, line, picture, text } from '../../../testkit/picture/svg.ts';
import type { EngineReport } from '../runs/engine-report.ts';
import { percent } from './claims.ts';
import type { RunReport } from './run-report.ts';

const WIDTH = 860;
const LEFT = 200;
const RIGHT = WIDTH - 90;
const TOP = 84;
const ROW = 66;
const BAR = 14;

interface Bar {
  readonly colour: 'f0' | 'f1' | 'f3';
  readonly key: string;
  /** Share of the axis, 0 to 1. The whole axis is 40 % errors, or 0.4 s of CPU time. */
  readonly value: (report: EngineReport) => number | undefined;
  readonly label: (report: EngineReport) => string;
}

const BARS: readonly Bar[] = [
  {
    colour: 'f0',
    key: 'word error, people',
    value: ({ errors }) => errors.people?.rate,
    label: ({ errors }) => percent(errors.people?.rate),
  },
  {
    colour: 'f1',
    key: 'word error, synthetic voices',
    value: ({ errors }) => errors.synthetic?.rate,
    label: ({ errors }) => percent(errors.synthetic?.rate),
  },
  {
    colour: 'f3',
    key: 'CPU, seconds for each second of speech',
    value: ({ cpuPerSecond }) => cpuPerSecond,
    label: ({ cpuPerSecond }) => `${cpuPerSecond.toFixed(2)} s`,
  },
];

export function toPicture({ engines, corpora, date }: RunReport): string {
  const words = corpora.reduce((sum, corpus) => sum + corpus.words, 0);
  const title = `Recognisers of embedded mode on ${words} words, ${date}`;
  const most = Math.max(0.1, ...engines.flatMap((engine) => BARS.map(({ value }) => value(engine) ?? 0)));
  const whole = Math.ceil(most * 10) / 10;
  const x = (value: number) => LEFT + (value / whole) * (RIGHT - LEFT);
  const bottom = TOP + engines.length * ROW;
  const ticks = Array.from({ length: Math.round(whole * 10) + 1 }, (_, i) => i / 10);
  return picture(WIDTH, bottom + 40, title, [
    ...BARS.map(({ colour, key }, i) => legend(16 + i * 240, 44, colour, key)),
    ...ticks.flatMap((tick) => [
      line(x(tick), TOP - 6, x(tick), bottom),
      text(x(tick), bottom + 18, `${Math.round(tick * 100)} % or ${tick.toFixed(1)} s`, {
        class: 'quiet',
        anchor: 'middle',
      }),
    ]),
    ...engines.flatMap((engine, i) => toRow(engine, TOP + i * ROW, x)),
  ]);
}

function toRow(engine: EngineReport, top: number, x: (value: number) => number): string[] {
  const name = engine.asr === 'pocketsphinx' ? engine.name : `${engine.name}, ${engine.stability}`;
  const bars = BARS.flatMap(({ colour, value, label, key }, i) => {
    const y = top + 6 + i * (BAR + 3);
    const end = x(value(engine) ?? 0);
    const said = label(engine);
    return [
      box({ x: LEFT, y, width: Math.max(1.5, end - LEFT), height: BAR }, colour, `${name}: ${key} ${said}`),
      text(end + 6, y + 11, said, { class: 'quiet' }),
    ];
  });
  return [text(16, top + 34, name), ...bars];
}
