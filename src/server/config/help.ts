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

/** Characters of a line. */
const WIDTH = 100;
const INDENT = '      ';

/** What --help prints: each variable with its default, and below it what it means. */
export function helpText(): string {
  const entries = Object.entries(SETTINGS).map(([name, setting]) => {
    const meaning = wrapped(setting.meaning, WIDTH - INDENT.length);
    return [`  ${name}=${setting.default ?? ''}`, ...meaning.map((line) => `${INDENT}${line}`)].join('\n');
  });
  const head =
    'Rostrum: live speech translation. It is configured by environment variables, shown with their defaults:';
  return `${head}\n\n${entries.join('\n')}\n`;
}

/** @returns the words in lines of at most so many characters; a longer word has a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width || line === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
