/** The command line of `node dist/server`: it takes no arguments but --help, which is made from the settings. */
import { parseArgs } from 'node:util';
import { SETTINGS } from './settings.ts';

/** Refuses every unknown argument: an argument that is ignored would seem to work. */
export function readArguments(args: readonly string[]): 'start' | 'help' | { readonly problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', short: 'h' } } });
    return values.help ? 'help' : 'start';
  } catch (error) {
    // Node's message goes on with suggestions; its first sentence has the problem.
    const [sentence = ''] = String((error as Error).message).split(/\. |\n/);
    return { problem: sentence };
  }
}

/** Characters in a line. */
const WIDTH = 100;
const INDENT = '      ';

/** The text of --help: each variable with its default, and its meaning below. */
export function helpText(): string {
  const entries = Object.entries(SETTINGS).map(([name, setting]) => {
    const meaning = wrapped(setting.meaning, WIDTH - INDENT.length);
    return [`  ${name}=${setting.default ?? ''}`, ...meaning.map((line) => `${INDENT}${line}`)].join('\n');
  });
  const head =
    'Rostrum: live speech translation. It is configured by environment variables, shown with their defaults:';
  return `${head}\n\n${entries.join('\n')}\n`;
}

/** @returns lines of at most `width` characters; a longer word has its own line. */
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
