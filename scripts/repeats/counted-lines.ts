/**
 * The lines of a file that are compared: trimmed, without blank lines, lines of comments, imports, re-exports and lines of only
 * punctuation. Lines that are left out do not interrupt a run.
 */

export interface CountedLine {
  /** Line number in the file, from 1. */
  readonly number: number;
  readonly text: string;
  /** Whether the line belongs to an interface or a type. */
  readonly isDeclaration: boolean;
}

const WORD = /[\p{L}\p{N}_$]/u;
const IMPORT = /^(import\b(?!\s*[.(])|export (type )?[{*])/;
/** The last line of an import has the module's name; that of an export of names may have none. */
const IMPORT_END = /(\bfrom\s+|^import\s+)(['"]).*\2|;$/;
const DECLARATION = /^(export )?(declare )?(interface|type) [A-Za-z_$]/;
const CLOSING = /^[})>\]]/;

export function countedLines(source: string): CountedLine[] {
  const counted: CountedLine[] = [];
  let isComment = false;
  let isImport = false;
  /** Indentation of the declaration that the line is in. The lines of a declaration are indented more. */
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

/** Texts of several lines can also have a line that begins with "import". A real import has its module or `{` in that line. */
function isImportStart(text: string): boolean {
  return IMPORT.test(text) && (IMPORT_END.test(text) || text.endsWith('{'));
}
