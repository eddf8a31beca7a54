/** Adds the marks that begin a question or an exclamation in Spanish, which Apertium does not write. */

/** Marks that end a sentence, with closing quotes and brackets. A mark inside an address or a number ends none. */
const SENTENCE_END = /[.!?…]+["'”’»)\]]*(?=\s|$)/g;
/** Words whose full stop does not end a sentence. */
const ABBREVIATION = /(?:^|[\s("“«])(?:Sra?|Srta|Dra?|Mrs?|Ms|St|Núm|Ud|Vd|\p{L})\.$/u;

export function withOpeningMarks(text: string): string {
  let written = '';
  let from = 0;
  for (const { index, 0: marks } of text.matchAll(SENTENCE_END)) {
    const end = index + marks.length;
    if (marks === '.' && ABBREVIATION.test(text.slice(from, end))) continue;
    written += opened(text.slice(from, end), marks);
    from = end;
  }
  return written + text.slice(from);
}

function opened(sentence: string, marks: string): string {
  const mark = marks.includes('?') ? '¿' : marks.includes('!') ? '¡' : '';
  if (mark === '' || sentence.includes(mark) || !/[\p{L}\p{N}]/u.test(sentence)) return sentence;
  const at = openQuote(sentence.slice(0, -marks.length)) ?? sentence.search(/[\p{L}\p{N}]/u);
  return sentence.slice(0, at) + mark + sentence.slice(at);
}

/** @returns where the words of an open quotation begin. Undefined: no quotation is open. */
function openQuote(text: string): number | undefined {
  const straight = text.split('"').length % 2 === 0 ? text.lastIndexOf('"') : -1;
  const curly = text.lastIndexOf('“') > text.lastIndexOf('”') ? text.lastIndexOf('“') : -1;
  const at = Math.max(straight, curly);
  return at < 0 ? undefined : at + 1;
}
