/**
 * Out: words that open a clause, by source language (ISO 639-1): a segment may end before one. Few and common: words that
 * open a clause nearly always, and conjunctions after which a listener hears the rest as a new thought.
 */
const OPENERS: Readonly<Record<string, string>> = {
  en: 'and but because which that when if while although since unless until where who so or then before after though whereas whether',
  es: 'y pero porque que cuando si aunque mientras donde quien entonces o sino pues como antes después',
  fr: 'et mais parce que qui quand si lorsque puisque où donc car ou pendant avant après alors',
  de: 'und aber weil dass wenn ob obwohl während wo oder denn sondern damit bevor nachdem sobald',
  it: 'e ma perché che quando se mentre dove chi quindi o poiché anche prima dopo allora',
  pt: 'e mas porque que quando se enquanto embora onde quem então ou pois antes depois',
  ru: 'и но потому что который которая которое которые когда если хотя где чтобы или поэтому пока а',
  ar: 'لكن ولكن لأن الذي التي الذين عندما إذا حيث ثم أو بينما وإذا وهو وهي',
  hi: 'और लेकिन क्योंकि जो कि जब अगर यदि हालांकि जहां या इसलिए ताकि मगर',
  zh: '但是 但 因为 所以 如果 而且 然后 虽然 当 或者 并且 不过',
  ja: 'しかし でも そして だから なので けれど けれども また もし それで ただし',
  ko: '그리고 하지만 그러나 왜냐하면 그래서 만약 그런데 또는 그러므로 그러면',
};

const NONE: ReadonlySet<string> = new Set();
const SETS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(OPENERS).map(([language, words]) => [language, new Set(words.split(' '))]),
);

/** @returns lower-case words; none for a language that is not in the table. */
export function clauseOpenersOf(language: string): ReadonlySet<string> {
  return SETS.get(language) ?? NONE;
}
