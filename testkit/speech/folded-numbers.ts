/** Converts English number words to digits, so that "twenty four", "24" and "two four" compare as equal. Pure. */

const UNITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };
const ODD_ORDINALS: Readonly<Record<string, string>> = {
  first: 'one',
  second: 'two',
  third: 'three',
  fifth: 'five',
  eighth: 'eight',
  ninth: 'nine',
  twelfth: 'twelve',
};
/** The word for this many zeros at the end of a number. */
const MANY: Readonly<Record<number, readonly string[]>> = {
  2: ['hundred'],
  3: ['thousand'],
  6: ['million'],
  9: ['billion'],
};
/** A zero beside another digit, as in "six oh eight". */
const NOUGHT = /^(oh|o)$/;

const VALUES: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, i) => [word, i] as const),
  ...TEENS.map((word, i) => [word, 10 + i] as const),
  ...TENS.map((word, i) => [word, 20 + 10 * i] as const),
]);

interface Parsed {
  /** The digits of the number, each as one word, or an ordinal. */
  readonly folded: readonly string[];
  readonly end: number;
}

/**
 * Each digit of a number becomes a word. Zeros at its end become "hundred", "thousand" and so on, so that a number has about as
 * many words as are spoken. An ordinal becomes one word ("21th").
 * @param words in lower case, without punctuation.
 */
export function withNumbersFolded(words: readonly string[]): string[] {
  const folded: string[] = [];
  let digits = '';
  for (const word of [...inDigits(words), '']) {
    if (/^\d$/.test(word)) {
      digits += word;
      continue;
    }
    const [, first = digits, noughts = ''] = /^(.*?[1-9].*?)(0{9}|0{6}|000|00)$/.exec(digits) ?? [];
    folded.push(...first, ...(MANY[noughts.length] ?? []));
    digits = '';
    if (word !== '') folded.push(word);
  }
  return folded;
}

function inDigits(words: readonly string[]): string[] {
  const folded: string[] = [];
  for (let at = 0; at < words.length; ) {
    const parsed = ordinalAt(words, at) ?? numberAt(words, at) ?? noughtAt(words, at, folded.at(-1));
    folded.push(...(parsed?.folded ?? [words[at] as string]));
    at = parsed?.end ?? at + 1;
  }
  return folded;
}

function ordinalAt(words: readonly string[], at: number): Parsed | undefined {
  const word = words[at] as string;
  const written = /^(\d+)(?:st|nd|rd|th)$/.exec(word)?.[1];
  if (written !== undefined) return { folded: [`${Number(written)}th`], end: at + 1 };
  const next = ordinalValue(words[at + 1]);
  const tens = VALUES.get(word);
  if (tens !== undefined && tens >= 20 && next !== undefined && next < 10) {
    return { folded: [`${tens + next}th`], end: at + 2 };
  }
  const value = ordinalValue(word);
  return value === undefined ? undefined : { folded: [`${value}th`], end: at + 1 };
}

function ordinalValue(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const cardinal = ODD_ORDINALS[word] ?? (/ieth$/.test(word) ? word.replace(/ieth$/, 'y') : word.replace(/th$/, ''));
  return cardinal === word ? undefined : VALUES.get(cardinal);
}

/** The number that begins here, such as "two thousand and five", "85 hundred" or "1234"; undefined if none does. */
function numberAt(words: readonly string[], at: number): Parsed | undefined {
  const written = toDigits(words[at]);
  // Digits stay as they are written, including leading zeros.
  if (written !== undefined && !isMultiplier(words[at + 1])) return { folded: [...written], end: at + 1 };
  let total = 0;
  let end = at;
  for (let least = Number.POSITIVE_INFINITY; ; ) {
    const from = end > at && words[end] === 'and' ? end + 1 : end;
    const group = groupAt(words, from);
    if (group === undefined) break;
    const scale = SCALES[words[group.end] ?? ''];
    // "Four five" is two numbers; after "thousand", a smaller number belongs to it.
    if (end > at && (scale ?? 1) >= least) break;
    if (end > at && scale === undefined && group.value >= least) break;
    total += group.value * (scale ?? 1);
    end = scale === undefined ? group.end : group.end + 1;
    if (scale === undefined) break;
    least = scale;
  }
  return end === at ? undefined : { folded: [...String(total)], end };
}

/** A number of hundreds, tens and units, up to 9,999. */
function groupAt(words: readonly string[], at: number): { readonly value: number; readonly end: number } | undefined {
  const small = smallAt(words, at);
  if (small === undefined || words[small.end] !== 'hundred') return small;
  const hundreds = { value: small.value * 100, end: small.end + 1 };
  const rest = smallAt(words, words[hundreds.end] === 'and' ? hundreds.end + 1 : hundreds.end);
  return rest === undefined ? hundreds : { value: hundreds.value + rest.value, end: rest.end };
}

function smallAt(words: readonly string[], at: number): { readonly value: number; readonly end: number } | undefined {
  const written = toDigits(words[at]);
  if (written !== undefined) return { value: Number(written), end: at + 1 };
  const value = VALUES.get(words[at] ?? '');
  if (value === undefined) return undefined;
  const unit = VALUES.get(words[at + 1] ?? '');
  const isJoined = value >= 20 && unit !== undefined && unit > 0 && unit < 10;
  return isJoined ? { value: value + unit, end: at + 2 } : { value, end: at + 1 };
}

function noughtAt(words: readonly string[], at: number, before: string | undefined): Parsed | undefined {
  if (!NOUGHT.test(words[at] as string)) return undefined;
  const isBeside =
    /^\d$/.test(before ?? '') || numberAt(words, at + 1) !== undefined || NOUGHT.test(words[at + 1] ?? '');
  return isBeside ? { folded: ['0'], end: at + 1 } : undefined;
}

const toDigits = (word: string | undefined) => (word !== undefined && /^\d{1,15}$/.test(word) ? word : undefined);
const isMultiplier = (word: string | undefined) => word === 'hundred' || (word ?? '') in SCALES;
