/** Word error and CPU of each engine as bars, readable in light and in dark. Pure: the same run gives the same text. */
import type { EngineReport } from '../runs/engine-report.ts';
import { percent } from './claims.ts';
import type { RunReport } from './run-report.ts';

const WIDTH = 860;
const LEFT = 200;
const RIGHT = WIDTH - 90;
const TOP = 84;
const ROW = 66;
const BAR = 14;

const STYLE = `
  svg { font: 12px system-ui, sans-serif; }
  .ground { fill: #ffffff; } .text { fill: #1f2328; } .quiet { fill: #59636e; } .grid { stroke: #d1d9e0; }
  .title { font-size: 15px; font-weight: 600; }
  .people { fill: #0969da; } .synthetic { fill: #8250df; } .cpu { fill: #9a6700; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } .text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .grid { stroke: #3d444d; }
    .people { fill: #4493f8; } .synthetic { fill: #ab7df8; } .cpu { fill: #d29922; }
  }
`;

interface Bar {
  readonly colour: 'people' | 'synthetic' | 'cpu';
  readonly key: string;
  /** 0 to 1 of the axis' whole, which is 40 % of errors, or 0.4 s of CPU. */
  readonly value: (report: EngineReport) => number | undefined;
  readonly label: (report: EngineReport) => string;
}

const BARS: readonly Bar[] = [
  {
    colour: 'people',
    key: 'word error, people',
    value: ({ errors }) => errors.people?.rate,
    label: ({ errors }) => percent(errors.people?.rate),
  },
  {
    colour: 'synthetic',
    key: 'word error, synthetic voices',
    value: ({ errors }) => errors.synthetic?.rate,
    label: ({ errors }) => percent(errors.synthetic?.rate),
  },
  {
    colour: 'cpu',
    key: 'CPU, seconds for each second of speech',
    value: ({ cpuPerSecond }) => cpuPerSecond,
    label: ({ cpuPerSecond }) => `${cpuPerSecond.toFixed(2)} s`,
  },
];

export function pictureOf({ engines, corpora, date }: RunReport): string {
  const words = corpora.reduce((sum, corpus) => sum + corpus.words, 0);
  const title = `Recognisers of embedded mode on ${words} words, ${date}`;
  const most = Math.max(0.1, ...engines.flatMap((engine) => BARS.map(({ value }) => value(engine) ?? 0)));
  const whole = Math.ceil(most * 10) / 10;
  const x = (value: number) => round(LEFT + (value / whole) * (RIGHT - LEFT));
  const bottom = TOP + engines.length * ROW;
  const height = bottom + 40;
  const ticks = Array.from({ length: Math.round(whole * 10) + 1 }, (_, i) => i / 10);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>`,
    `<text class="text title" x="16" y="28">${escaped(title)}</text>`,
    ...BARS.flatMap(({ colour, key }, i) => legend(colour, key, i)),
    ...ticks.flatMap((tick) => [
      `<line class="grid" x1="${x(tick)}" y1="${TOP - 6}" x2="${x(tick)}" y2="${bottom}"/>`,
      `<text class="quiet" x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${Math.round(tick * 100)} % or ${tick.toFixed(1)} s</text>`,
    ]),
    ...engines.flatMap((engine, i) => rowOf(engine, TOP + i * ROW, x)),
    '</svg>',
    '',
  ].join('\n');
}

function legend(colour: string, key: string, index: number): string[] {
  const at = 16 + index * 240;
  return [
    `<rect class="${colour}" x="${at}" y="44" width="12" height="12" rx="2"/>`,
    `<text class="text" x="${at + 18}" y="54">${escaped(key)}</text>`,
  ];
}

function rowOf(engine: EngineReport, top: number, x: (value: number) => number): string[] {
  const name = engine.asr === 'pocketsphinx' ? engine.name : `${engine.name}, ${engine.stability}`;
  const bars = BARS.flatMap(({ colour, value, label, key }, i) => {
    const y = top + 6 + i * (BAR + 3);
    const end = x(value(engine) ?? 0);
    const said = label(engine);
    return [
      `<rect class="${colour}" x="${LEFT}" y="${y}" width="${round(Math.max(1.5, end - LEFT))}" height="${BAR}" rx="1"><title>${escaped(`${name}: ${key} ${said}`)}</title></rect>`,
      `<text class="quiet" x="${round(end + 6)}" y="${y + 11}">${escaped(said)}</text>`,
    ];
  });
  return [`<text class="text" x="16" y="${top + 34}">${escaped(name)}</text>`, ...bars];
}

const round = (value: number) => Math.round(value * 10) / 10;
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
