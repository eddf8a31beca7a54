/** Words and tables of the integration pages. Every name goes through a function here, so that one that does not exist does not compile. */
import type { MetricCounter, MetricLatency } from '../../src/actors/ports/metric-names.ts';
import type { GAUGES } from '../../src/integrations/metrics/catalogue.ts';
import { ERRORS } from '../../src/protocol/error-table.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import type { ServerMessageType } from '../../src/protocol/server-messages.ts';
import { SETTINGS, type SettingName } from '../../src/server/config/settings.ts';
import { markdownTable } from '../../testkit/text/table.ts';

type MetricName = MetricCounter | MetricLatency | keyof typeof GAUGES;

export const grouped = (value: number) => value.toLocaleString('en');
export const ms = (value: number) => `${grouped(value)} ms`;
export const message = (type: ServerMessageType) => `\`${type}\``;
export const error = (code: ErrorCode) => `${ERRORS[code].status} \`${code}\``;
/** With its labels, as the metrics page has them: `TranscribeErrors{failure="idle"}`. */
export const metric = (name: MetricName, labels = '') => `\`${name}${labels}\``;

/** @returns the variable with its default: `` `DYNAMODB_RETRY_BASE_MS` (100 ms) ``. */
export function setting(name: SettingName): string {
  const { default: value } = SETTINGS[name];
  if (value === undefined) return `\`${name}\``;
  return `\`${name}\` (${typeof value === 'string' ? value : isTime(name) ? ms(value) : grouped(value)})`;
}

/** Those of OpenTelemetry have no unit in their names. */
function isTime(name: SettingName): boolean {
  return name.endsWith('_MS') || /^OTEL_.*(INTERVAL|TIMEOUT|DELAY)$/.test(name);
}

/** Left-aligned throughout: its cells are words. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([heads, ...rows], () => false);
}

/** Name, default and meaning of settings, in this order. */
export function settingsTable(names: readonly SettingName[]): string {
  const rows = names.map((name) => {
    const { default: value, meaning } = SETTINGS[name];
    return [`\`${name}\``, typeof value === 'number' ? grouped(value) : (value ?? '–'), meaning];
  });
  return table(['setting', 'default', 'meaning'], rows);
}
