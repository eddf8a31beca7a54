/** What one session said, what the server took of it, and what came back in finals. Pure: it counts and judges. */

export interface Tally {
  /** Blocks of 20 ms, each once however often it was sent. */
  readonly blocks: number;
  /** Of these, taken by the server: its to recognise. */
  readonly taken: number;
  readonly covered: number;
  /** Taken, and in no final. */
  readonly missing: number;
  /** Times a block was in a final beyond the times the server can have taken it. */
  readonly doubled: number;
  /** Sent again because the acknowledgement was lost with its socket. */
  readonly sentAgain: number;
  /** Of these, taken both times: what no client can know. */
  readonly heardAgain: number;
}

export const NOTHING: Tally = { blocks: 0, taken: 0, covered: 0, missing: 0, doubled: 0, sentAgain: 0, heardAgain: 0 };

interface Block {
  /** Acknowledged without `dropped`. */
  taken: number;
  /** Sent, and the socket died before the answer. */
  unknown: number;
  heard: number;
}

export class Ledger {
  readonly #blocks: Block[] = [];
  #strangers = 0;

  /** Blocks are numbered from 1 on. */
  say(blocks: number): void {
    for (let i = 0; i < blocks; i += 1) this.#blocks.push({ taken: 0, unknown: 0, heard: 0 });
  }

  /** What became of a chunk of consecutive blocks. */
  settle(first: number, blocks: number, fate: 'taken' | 'refused' | 'unknown'): void {
    for (let number = first; number < first + blocks; number += 1) {
      const block = this.#blocks[number - 1];
      if (block === undefined || fate === 'refused') continue;
      block[fate] += 1;
    }
  }

  /** @param text Of a final. */
  hear(text: string): void {
    for (const [, digits] of text.matchAll(/\bb(\d+)\b/gi)) {
      const block = this.#blocks[Number(digits) - 1];
      if (block === undefined) this.#strangers += 1;
      else block.heard += 1;
    }
  }

  get missing(): number {
    return this.#blocks.filter(({ taken, heard }) => taken > 0 && heard === 0).length;
  }

  tally(): Tally {
    const count = (of: (block: Block) => boolean) => this.#blocks.filter(of).length;
    return {
      blocks: this.#blocks.length,
      taken: count(({ taken }) => taken > 0),
      covered: count(({ heard }) => heard > 0),
      missing: this.missing,
      doubled: this.#blocks.reduce(
        (sum, { taken, unknown, heard }) => sum + Math.max(0, heard - taken - unknown),
        this.#strangers,
      ),
      sentAgain: count(({ unknown }) => unknown > 0),
      heardAgain: count(({ taken, unknown, heard }) => unknown > 0 && heard > 1 && heard <= taken + unknown),
    };
  }
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      blocks: sum.blocks + tally.blocks,
      taken: sum.taken + tally.taken,
      covered: sum.covered + tally.covered,
      missing: sum.missing + tally.missing,
      doubled: sum.doubled + tally.doubled,
      sentAgain: sum.sentAgain + tally.sentAgain,
      heardAgain: sum.heardAgain + tally.heardAgain,
    }),
    NOTHING,
  );
}
