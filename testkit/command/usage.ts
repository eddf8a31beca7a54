/** Prints the help of a command: how it is called, what it does, and its options in two columns. */

const WIDTH = 120;
const MARGIN = 2;

interface Described {
  readonly call: string;
  readonly about: string;
  readonly operands?: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, { readonly shown: string | undefined; readonly help: string }>>;
  readonly notes: string;
}

/** Operands first, then the options in the order of their declaration, then `--help`. */
export function usageText({ call, about, operands = {}, options, notes }: Described): string {
  const [first, ...others] = call.split('\n');
  const calls = [`Usage: ${first}`, ...others.map((other) => `       ${other.trim()}`)].join('\n');
  const flags = Object.entries(options).map(([name, { shown, help }]): Row => {
    return [shown === undefined ? `--${name}` : `--${name} ${shown}`, help];
  });
  const words = Object.entries(operands);
  const rows = columns([...words, ...flags, ['--help', 'this text']], words.length);
  return `${[calls, about.trim(), rows.join('\n'), notes.trim()].join('\n\n')}\n`;
}

type Row = readonly [name: string, help: string];

/**
 * The second column begins at the same place in every row; a long text is wrapped within it.
 * @param wordCount number of rows at the beginning that are operands. If there are several, an empty line follows them.
 */
export function columns(rows: readonly Row[], wordCount = 0): string[] {
  const indent = MARGIN + Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, help], at) => {
    const gap = wordCount > 1 && at === wordCount ? [''] : [];
    const [first = '', ...more] = wrapped(help, WIDTH - indent);
    return [
      ...gap,
      `${' '.repeat(MARGIN)}${name}`.padEnd(indent) + first,
      ...more.map((line) => ' '.repeat(indent) + line),
    ].map((line) => line.trimEnd());
  });
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
