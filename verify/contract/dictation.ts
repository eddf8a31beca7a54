/**
 * A talk whose results are dictated: the suite's audio says to its recogniser what to report, word by word, which words are
 * stable, and when the stream fails. Times are on the session's clock, which is the audio sent.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from './client.ts';

/** Begins a dictation; then come the text's length and check sum, four bytes each, and the text, one byte a sample. */
const MARK = [-27_103, -11_251, -31_013, -14_407];
const BLOCK_SAMPLES = 320;
const SAMPLES_PER_MS = 16;

/** One item of a result: a word, or a mark of punctuation where the text is one. */
export interface Item {
  readonly content: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Undefined: the item has no flag. */
  readonly stable?: boolean | undefined;
}

export interface Result {
  /** Results of one name are those of one utterance. */
  readonly name: string;
  readonly isPartial: boolean;
  readonly items: readonly Item[];
  /** Default: the items, with blanks between words. */
  readonly text?: string;
}

export interface Timing {
  /** The first word begins here. */
  readonly fromMs?: number;
  /** From the beginning of a word to the beginning of the next. Default 100. */
  readonly everyMs?: number;
  /** Default 20 less than `everyMs`, so that words have short gaps between them. */
  readonly lastsMs?: number;
  /** How many words at the beginning are stable, with their marks. Default: all. */
  readonly stableWords?: number;
  /** False: the mark after the last stable word is not. */
  readonly markIsStable?: boolean;
}

const IS_MARK = /^[^\p{L}\p{N}]+$/u;
const WORD = /^(.*?)([.,?!;:—،、，。？！؟]?)$/u;

/** @returns the items of a text whose words follow each other evenly. A mark at the end of a word is an item of its own. */
export function itemsOf(text: string, timing: Timing = {}): Item[] {
  const { fromMs = 0, everyMs = 100, lastsMs = everyMs - 20, markIsStable = true } = timing;
  const words = text.split(' ').filter((word) => word !== '');
  const stableWords = timing.stableWords ?? words.length;
  return words.flatMap((word, i) => {
    const [, content = '', mark = ''] = WORD.exec(word) ?? [];
    const startMs = fromMs + i * everyMs;
    const endMs = startMs + lastsMs;
    const stable = i < stableWords;
    const item = { content, startMs, endMs, stable };
    const isLastStable = i === stableWords - 1;
    const after = { content: mark, startMs: endMs, endMs, stable: stable && (!isLastStable || markIsStable) };
    return mark === '' ? [item] : [item, after];
  });
}

export function textOf(items: readonly Item[]): string {
  return items.map(({ content }, i) => (i === 0 || IS_MARK.test(content) ? content : ` ${content}`)).join('');
}

export class Talk {
  readonly #speaker: Client;
  /** The names of one check's results, which no other check has. */
  readonly #prefix = randomUUID().slice(0, 8);
  #samples = 0;

  constructor(speaker: Client) {
    this.#speaker = speaker;
  }

  /** The audio sent so far. */
  get nowMs(): number {
    return this.#samples / SAMPLES_PER_MS;
  }

  /** Silence up to this time. It is what was said, as far as the recogniser is concerned. */
  async until(ms: number): Promise<void> {
    while (this.nowMs < ms) await this.#send(Buffer.alloc(Math.min(16_000, ms * SAMPLES_PER_MS - this.#samples) * 2));
  }

  /** The recogniser reports these results, in one event. */
  tell(...results: readonly Result[]): Promise<void> {
    return this.#dictate({ results: results.map((result) => this.#written(result)) });
  }

  partial(name: string, items: readonly Item[]): Promise<void> {
    return this.tell({ name, isPartial: true, items });
  }

  final(name: string, items: readonly Item[]): Promise<void> {
    return this.tell({ name, isPartial: false, items });
  }

  /** The stream fails. The audio is replayed on another one, where this is not heard again. */
  fail(): Promise<void> {
    return this.#dictate({ failsOnce: `${this.#prefix}-${this.#samples}` });
  }

  #written({ name, isPartial, items, text = textOf(items) }: Result) {
    const [origin, first, last] = [this.nowMs, items[0], items.at(-1)];
    return {
      name: `${this.#prefix}-${name}`,
      isPartial,
      text,
      startMs: (first?.startMs ?? origin) - origin,
      endMs: (last?.endMs ?? origin) - origin,
      items: items.map(({ content, stable, startMs, endMs }) => ({
        ...{ content, type: IS_MARK.test(content) ? 'punctuation' : 'pronunciation', stable },
        ...{ startMs: startMs - origin, endMs: endMs - origin },
      })),
    };
  }

  #dictate(dictated: unknown): Promise<void> {
    return this.#send(dictation(dictated));
  }

  async #send(pcm: Buffer): Promise<void> {
    await this.#speaker.ask(pcm, 'audioReceived');
    this.#samples += pcm.length / 2;
  }
}

/** @returns 16-bit PCM of whole blocks of 20 ms, at most the 32,768 bytes of a chunk. */
export function dictation(dictated: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(dictated));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(json.length, 0);
  head.writeUInt32BE(
    json.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5),
    4,
  );
  const samples = [...MARK, ...head, ...json];
  const pcm = Buffer.alloc(Math.ceil(samples.length / BLOCK_SAMPLES) * BLOCK_SAMPLES * 2);
  for (const [i, sample] of samples.entries()) pcm.writeInt16LE(sample, i * 2);
  return pcm;
}
