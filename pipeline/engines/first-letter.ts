/** Sets the case of a translation's first letter: as in the original if that is sure, or else as the translator wrote it. */

const WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*/gu;
const CAPITAL = /\p{Lu}/u;
/** In English this word is always a capital. */
const PRONOUN_I = /^I(?:['’].*)?$/;
/** The text before a word that begins a sentence, and how much of a text is searched for it. */
const SENTENCE_END = /[.?!…]["“”'’»)\]]*\s+["“‘'«([¿¡]*$/;
const LOOK_BACK = 12;
/** Articles and prepositions of the Romance languages. A name of which one is a part (Los Angeles) has it in the original too. */
const PARTICLE =
  /^(?:el|la|los|las|lo|un|una|unos|unas|al|del|en|de|a|els|les|uns|unes|als|dels|le|du|au|il|gli|o|os|as|um|uma)$/i;

/**
 * A text that continues a sentence begins in lower case. Translators write a capital, which is changed back here, unless the
 * first word may be a name from another place in the original: "and then Paris" is "París después".
 */
export function withFirstLetterOf(original: string, translated: string): string {
  const [begin] = original.match(WORD) ?? [];
  const [first] = translated.match(WORD) ?? [];
  if (begin === undefined || first === undefined) return translated;
  const isGoingOn = !CAPITAL.test(begin);
  if (isGoingOn) return isName(original, translated, first) ? translated : beginning(translated, first, lowered(first));
  // A brand such as iPhone may begin a sentence. Another first word keeps its capital.
  const isBrand = /^\p{Ll}/u.test(begin);
  if (!isBrand) return translated;
  if (first.toLowerCase() === begin.toLowerCase()) return beginning(translated, first, begin);
  return CAPITAL.test(first) ? translated : beginning(translated, first, raised(first));
}

/** Whether a word may be a name: all in capitals, or the original has names that do not all occur after it. */
function isName(original: string, translated: string, first: string): boolean {
  if (/^\p{Lu}{2}/u.test(first)) return true;
  if (PARTICLE.test(first) && !original.includes(first)) return false;
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
