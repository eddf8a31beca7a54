/** What `node dist/server --help` prints: made from the settings, so that it cannot fall behind them. */
import { SETTINGS } from './settings.ts';

export function helpText(): string {
  const width = Math.max(...Object.keys(SETTINGS).map((name) => name.length)) + 2;
  const rows = Object.entries(SETTINGS).map(([name, setting]) => {
    const unset = setting.default === undefined || setting.default === '';
    return `  ${name.padEnd(width)}${setting.meaning}${unset ? '' : ` (${setting.default})`}`;
  });
  return `Rostrum: live speech translation. Configured by environment variables:\n\n${rows.join('\n')}\n`;
}
