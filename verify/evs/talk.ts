/**
 * The talk that is played: sentences of 4 to 20 s made of clauses of about 2.5 s, as words with the times at which they are
 * spoken. Some sentences have commas, some only words that open a clause, some neither. Pure: the seed decides everything.
 */
import { Chance } from '../../testkit/chance.ts';
import { AFTER_COMMA, HEADS, OPENED, PLAIN } from './clauses.ts';

/** One word as it is spoken. Times in ms from the beginning of the talk. */
export interface TalkWord {
  /** As it is written: a mark that follows it is part of it. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Talk {
  readonly words: readonly TalkWord[];
  /** Beginning and end of each sentence, as indexes of `words`; the end is not included. */
  readonly sentences: readonly { readonly from: number; readonly to: number }[];
  readonly durationMs: number;
}

/** Words and pauses are multiples of this. */
const BLOCK_MS = 20;
/** Silence before the first word. */
const LEAD_MS = 300;
/** Length of a word: a part for each word, a part for each letter. About 145 words a minute, with the pauses. */
const WORD_MS = 150;
const LETTER_MS = 53;
/** Pauses, shortest and longest. */
const COMMA_PAUSE_MS = [100, 250] as const;
const SENTENCE_PAUSE_MS = [300, 600] as const;
/** Clauses of a sentence, fewest and most. One clause takes about 2.5 s. */
const CLAUSES = [2, 8] as const;
/** One of these for each sentence: with commas twice as often as the others. */
const KINDS = ['commas', 'openers', 'commas', 'neither', 'mixed'] as const;
/** Sentences with neither are not longer: nobody speaks 20 s like that. */
const MAX_PLAIN_CLAUSES = 4;

/** @param durationMs at least so long: the last sentence is spoken to its end. */
export function makeTalk(durationMs: number, seed: number): Talk {
  const chance = new Chance(seed);
  const pools = { heads: new Bag(HEADS, chance), commas: new Bag(AFTER_COMMA, chance) };
  const bags = { ...pools, openers: new Bag(OPENED, chance), plain: new Bag(PLAIN, chance) };
  const words: TalkWord[] = [];
  const sentences: { from: number; to: number }[] = [];
  let atMs = LEAD_MS;
  while (atMs < durationMs) {
    const from = words.length;
    for (const text of makeSentence(bags, chance)) {
      const endMs = atMs + toBlocks((WORD_MS + LETTER_MS * lettersIn(text)) * (0.85 + 0.3 * chance.next()));
      words.push({ text, startMs: atMs, endMs });
      atMs = endMs + toBlocks(pauseAfter(text, chance));
    }
    sentences.push({ from, to: words.length });
  }
  return { words, sentences, durationMs: atMs };
}

type Bags = Readonly<Record<'heads' | 'commas' | 'openers' | 'plain', Bag>>;

/** @returns the words, with a capital letter first and a full stop last. */
function makeSentence(bags: Bags, chance: Chance): string[] {
  const kind = chance.pick(KINDS);
  const most = kind === 'neither' ? MAX_PLAIN_CLAUSES : CLAUSES[1];
  const others = chance.integer(CLAUSES[0], most) - 1;
  const head = bags.heads.draw();
  const clauses = [head.charAt(0).toUpperCase() + head.slice(1)];
  for (let i = 0; i < others; i++) {
    const next = kind === 'mixed' ? chance.pick(['commas', 'openers', 'neither'] as const) : kind;
    if (next === 'commas') clauses.push(`${clauses.pop()},`, bags.commas.draw());
    else clauses.push(next === 'openers' ? bags.openers.draw() : bags.plain.draw());
  }
  return `${clauses.join(' ')}.`.split(' ');
}

function pauseAfter(text: string, chance: Chance): number {
  if (text.endsWith('.')) return chance.integer(...SENTENCE_PAUSE_MS);
  return text.endsWith(',') ? chance.integer(...COMMA_PAUSE_MS) : 0;
}

/** Rounded to whole blocks of the written audio. */
function toBlocks(ms: number): number {
  return Math.round(ms / BLOCK_MS) * BLOCK_MS;
}

function lettersIn(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, '').length;
}

/** Gives each text once, in random order, before any of them again. */
class Bag {
  readonly #texts: readonly string[];
  readonly #chance: Chance;
  #left: string[] = [];

  constructor(texts: readonly string[], chance: Chance) {
    this.#texts = texts;
    this.#chance = chance;
  }

  draw(): string {
    if (this.#left.length === 0) this.#left = [...this.#texts];
    const [text = ''] = this.#left.splice(this.#chance.integer(0, this.#left.length - 1), 1);
    return text;
  }
}
