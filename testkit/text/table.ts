/** Prints rows of text as a table: in columns for a terminal, or in Markdown. */

type Rows = readonly (readonly string[])[];

/** Whether a column is aligned to the right, as numbers are. Default: all columns but the first. */
type IsRight = (column: number) => boolean;

const ALL_BUT_THE_FIRST: IsRight = (column) => column > 0;

/** @param rows the first has the heads; all have the same length. @returns a line for each, without trailing spaces. */
export function alignedLines(rows: Rows, isRight = ALL_BUT_THE_FIRST): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return isRight(column) ? text.padStart(width) : text.padEnd(width);
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}

/** @param rows the first has the heads. */
export function markdownTable([heads = [], ...others]: Rows, isRight = ALL_BUT_THE_FIRST): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, i) => (isRight(i) ? '--:' : '---'))), ...others.map(line)].join('\n');
}
