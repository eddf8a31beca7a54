/**
 * The lines of a file that count when places are compared: trimmed, without blank lines, lines of comments, imports, re-exports
 * and lines of only punctuation. What does not count does not interrupt either: it is simply not there.
 */

export interface CountedLine {
  /** From 1, in the file. */
  readonly number: number;
  readonly text: string;
  /** Of an interface or a type. */
  readonly isDeclaration: boolean;
}

const WORD = /[\p{L}\p{N}_$]/u;
const IMPORT = /^(import\b(?!\s*[.(])|export (type )?[{*])/;
/** An import ends with the name of the module; an export of names need not have one. */
const IMPORT_END = /(\bfrom\s+|^import\s+)(['"]).*\2|;$/;
const DECLARATION = /^(export )?(declare )?(interface|type) [A-Za-z_$]/;
const CLOSING = /^[})>\]]/;

export function countedLines(source: string): CountedLine[] {
  const counted: CountedLine[] = [];
  let isComment = false;
  let isImport = false;
  /** How far that is indented which a line is within; everything of it is indented more. */
  let declaration: number | undefined;
  for (const [at, line] of source.split('\n').entries()) {
    let text = line.trim();
    if (isComment || text.startsWith('/*')) {
      const end = text.indexOf('*/', isComment ? 0 : 2);
      isComment = end < 0;
      text = isComment ? '' : text.slice(end + 2).trim();
    }
    if (text === '' || text.startsWith('//')) continue;
    if (isImport || isImportStart(text)) {
      isImport = !IMPORT_END.test(text);
      continue;
    }
    const indent = line.length - line.trimStart().length;
    if (declaration !== undefined && indent <= declaration && !CLOSING.test(text)) declaration = undefined;
    if (declaration === undefined && DECLARATION.test(text)) declaration = indent;
    if (WORD.test(text)) counted.push({ number: at + 1, text, isDeclaration: declaration !== undefined });
  }
  return counted;
}

/** The word begins sentences too, in texts of several lines: an import has its module in that line, or its names begin there. */
function isImportStart(text: string): boolean {
  return IMPORT.test(text) && (IMPORT_END.test(text) || text.endsWith('{'));
}
