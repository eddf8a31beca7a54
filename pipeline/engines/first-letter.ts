/** The case of a translation's first letter: as its original began, where that is sure; else as the translator wrote it. */

const WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*/gu;
const CAPITAL = /\p{Lu}/u;
/** English writes it so wherever it stands. */
const PRONOUN_I = /^I(?:['’].*)?$/;
/** What stands before a word that begins a sentence, and how much of a text is looked at for it. */
const SENTENCE_END = /[.?!…]["“”'’»)\]]*\s+["“‘'«([¿¡]*$/;
const LOOK_BACK = 12;

/**
 * A text that goes on with a sentence begins in lower case, and so does its translation, which translators capitalise. Not
 * where the first word may be a name that stood elsewhere: "and then Paris" is "París después".
 */
export function withFirstLetterOf(original: string, translated: string): string {
  const [begin] = original.match(WORD) ?? [];
  const [first] = translated.match(WORD) ?? [];
  if (begin === undefined || first === undefined) return translated;
  const isGoingOn = !CAPITAL.test(begin);
  if (isGoingOn) return isName(original, translated, first) ? translated : beginning(translated, first, lowered(first));
  // A brand such as iPhone may begin a sentence; another word in its place has the capital.
  const isBrand = /^\p{Ll}/u.test(begin);
  if (!isBrand) return translated;
  if (first.toLowerCase() === begin.toLowerCase()) return beginning(translated, first, begin);
  return CAPITAL.test(first) ? translated : beginning(translated, first, raised(first));
}

/** Whether it may be one: all in capitals, or the original has names that are not all found behind it. */
function isName(original: string, translated: string, first: string): boolean {
  if (/^\p{Lu}{2}/u.test(first)) return true;
  const names = [...original.matchAll(WORD)].filter(([word]) => CAPITAL.test(word) && !PRONOUN_I.test(word));
  const [, ...behind] = translated.matchAll(WORD);
  const found = behind.filter(
    ({ 0: word, index }) =>
      CAPITAL.test(word) && !SENTENCE_END.test(translated.slice(Math.max(0, index - LOOK_BACK), index)),
  );
  return found.length < names.length;
}

function beginning(text: string, first: string, changed: string): string {
  const at = text.indexOf(first);
  return text.slice(0, at) + changed + text.slice(at + first.length);
}

const lowered = (word: string) => word.replace(/^\p{L}/u, (letter) => letter.toLowerCase());
const raised = (word: string) => word.replace(/^\p{L}/u, (letter) => letter.toUpperCase());
