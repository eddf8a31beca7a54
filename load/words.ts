/** A run's summary in plain words. Pure; runs in k6. */

export interface SummaryMetric {
  readonly type: string;
  readonly contains: string;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

export interface SummaryData {
  readonly metrics: Readonly<Record<string, SummaryMetric>>;
}

/** k6's own metrics, which say nothing of the server. */
const OF_K6 = /^(data_|ws_|http_|grpc_|iteration|vus|dropped_iterations|checks|group_)/;
const WIDTH = 34;
/** With more of its own delay k6 says little about the server's, ms. */
const LATE_FROM_MS = 50;

/** @param about the run, for the first line. */
export function toWords(about: string, { metrics }: SummaryData): string {
  const own = Object.entries(metrics)
    .filter(([name, { type, values }]) => !OF_K6.test(name) && isUsed(type, values))
    .sort(([a], [b]) => a.localeCompare(b));
  const figures = own.map(([name, metric]) => `  ${name.replaceAll('_', ' ').padEnd(WIDTH)} ${figuresOf(metric)}`);
  const judged = Object.entries(metrics).flatMap(([name, { thresholds = {}, ...metric }]) =>
    Object.entries(thresholds).map(([limit, { ok }]) => ({
      ok,
      text: `${name}: ${limit}, and it was ${figuresOf(metric)}`,
    })),
  );
  const missed = judged.filter(({ ok }) => !ok).map(({ text }) => `  ${text}`);
  const verdict =
    missed.length === 0
      ? [`All ${judged.length} thresholds were kept.`]
      : [`${missed.length} of ${judged.length} thresholds were missed:`, ...missed];
  const lateMs = metrics.generator_lag?.values['p(95)'] ?? 0;
  const doubt =
    lateMs < LATE_FROM_MS
      ? []
      : [`k6 itself was late, p95 ${round(lateMs)} ms: its machine was too busy for these times.`];
  return ['', about, ...figures, ...verdict, ...doubt, ''].join('\n');
}

/** A latency that nothing was measured of has no figures. */
function isUsed(type: string, { count = 0 }: SummaryMetric['values']): boolean {
  return type !== 'trend' || count > 0;
}

function figuresOf({ type, contains, values }: Omit<SummaryMetric, 'thresholds'>): string {
  const at = (name: string) => `${round(values[name] ?? 0)}${contains === 'time' ? ' ms' : ''}`;
  if (type === 'counter') return String(values.count ?? 0);
  if (type === 'gauge') return at('value');
  return `p50 ${at('med')}, p95 ${at('p(95)')}, p99 ${at('p(99)')}, max ${at('max')} (of ${values.count ?? 0})`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
