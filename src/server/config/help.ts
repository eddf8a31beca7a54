/** The command line of `node dist/server`: it takes no arguments but --help, which is made from the settings. */
import { parseArgs } from 'node:util';
import { SETTINGS } from './settings.ts';

/** An argument that does nothing would be taken for one that does: each is refused. */
export function readArguments(args: readonly string[]): 'start' | 'help' | { readonly problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', short: 'h' } } });
    return values.help ? 'help' : 'start';
  } catch (error) {
    // Node explains what else could have been meant; the first sentence says what it is.
    const [sentence = ''] = String((error as Error).message).split(/\. |\n/);
    return { problem: sentence };
  }
}

/** What --help prints. */
export function helpText(): string {
  const width = Math.max(...Object.keys(SETTINGS).map((name) => name.length)) + 2;
  const rows = Object.entries(SETTINGS).map(([name, setting]) => {
    const unset = setting.default === undefined || setting.default === '';
    return `  ${name.padEnd(width)}${setting.meaning}${unset ? '' : ` (${setting.default})`}`;
  });
  return `Rostrum: live speech translation. Configured by environment variables:\n\n${rows.join('\n')}\n`;
}
