/** The shape of a line: the line with all names replaced by one name, all texts by one text, all numbers by one number. */

const KEYWORDS = new Set(
  (
    'abstract as async await break case catch class const continue declare default delete do else enum export extends ' +
    'false finally for from function get if implements import in instanceof interface is keyof let new null of override ' +
    'private protected public readonly return satisfies set static super switch this throw true try type typeof ' +
    'undefined unknown using void while yield'
  ).split(' '),
);

const COMMENT = /\/\/.*$|\/\*.*?\*\//;
const TEXT = /'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|`(?:[^`\\]|\\.)*`?/;
/** A regular expression. In a division, the formatter puts white space after the slash. */
const PATTERN = /(?<=^|[(,=:[!&|?{};\s])\/(?![/*\s])(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/;
const NUMBER = /\b\d[\w.]*/;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/u;
const SPACE = /\s+/;
const TOKEN = new RegExp(
  [COMMENT, TEXT, PATTERN, NUMBER, NAME, SPACE].map(({ source }, at) => `(?<t${at}>${source})`).join('|'),
  'gu',
);

export function shapeOf(line: string): string {
  return line
    .replace(TOKEN, (token, ...rest) => {
      const { t0: comment, t4: name, t5: space } = rest.at(-1) as Record<string, string | undefined>;
      if (comment !== undefined) return '';
      if (space !== undefined) return ' ';
      if (name === undefined) return /^\d/.test(token) ? '0' : "'";
      return KEYWORDS.has(name) ? name : 'a';
    })
    .trim();
}
