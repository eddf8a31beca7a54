/** Counts the blocks that one session sent, those that the server took, and those that came back in finals. Has no clock. */
import { toBlocks } from './stamped-blocks.ts';

/** The answer to a chunk; `unknown` if its socket was lost before the answer. */
export type Fate = 'taken' | 'refused' | 'unknown';

export interface BlockTally {
  /** Blocks of 20 ms that were sent; a block that was sent again counts once. */
  readonly blocks: number;
  /** Of these, the blocks that the server took, so that it must recognise them. */
  readonly taken: number;
  /** Blocks that are in a final. */
  readonly covered: number;
  /** Taken, and in no final. */
  readonly missing: number;
  /** How often a block was in a final beyond the times the server can have taken it. */
  readonly doubled: number;
  /** Sent again because the acknowledgement was lost with its socket. */
  readonly sentAgain: number;
  /** Of these, the blocks that the server took both times, which no client can know. */
  readonly heardAgain: number;
}

export const NOTHING: BlockTally = {
  blocks: 0,
  taken: 0,
  covered: 0,
  missing: 0,
  doubled: 0,
  sentAgain: 0,
  heardAgain: 0,
};

interface Block {
  readonly sentAtMs: number;
  /** How often it was acknowledged without `dropped`. */
  taken: number;
  /** How often it was sent and its socket was lost before the answer. */
  unknown: number;
  heard: number;
}

export class BlockLedger {
  readonly #blocks = new Map<number, Block>();
  #strangers = 0;
  #disordered = 0;
  #latestMs = 0;
  #last = -1;

  /** Records blocks that are sent for the first time. @param atMs on any clock, the same as in `hear`. */
  send(blocks: readonly number[], atMs = 0): void {
    for (const block of blocks) this.#blocks.set(block, { sentAtMs: atMs, taken: 0, unknown: 0, heard: 0 });
  }

  /** Records the answer to blocks that were sent. */
  settle(blocks: readonly number[], fate: Fate): void {
    if (fate === 'refused') return;
    for (const number of blocks) {
      const block = this.#blocks.get(number);
      if (block !== undefined) block[fate] += 1;
    }
  }

  /** @param text the text of a final. */
  hear(text: string, atMs = 0): void {
    const numbers = toBlocks(text, {
      heard: (number) => this.#blocks.get(number)?.heard ?? 0,
      isTaken: (number) => isTaken(this.#blocks.get(number)),
    });
    for (const number of numbers) {
      const block = this.#blocks.get(number);
      if (block === undefined) this.#strangers += 1;
      else {
        if (block.heard === 0 && number < this.#last) this.#disordered += 1;
        block.heard += 1;
      }
      this.#last = number;
    }
    const spoken = this.#blocks.get(numbers.at(-1) ?? -1);
    if (spoken) this.#latestMs = Math.max(this.#latestMs, atMs - spoken.sentAtMs);
  }

  /** A ledger of the same blocks with nothing heard, for another listener. */
  unheard(): BlockLedger {
    const ledger = new BlockLedger();
    for (const [number, block] of this.#blocks) ledger.#blocks.set(number, { ...block, heard: 0 });
    return ledger;
  }

  get missing(): number {
    return this.#count(({ taken, heard }) => taken > 0 && heard === 0);
  }

  /** Blocks that were first heard after a later block. */
  get disordered(): number {
    return this.#disordered;
  }

  /** The longest time from sending the last block of a final to hearing that final. */
  get latestMs(): number {
    return Math.round(this.#latestMs);
  }

  /** Blocks that were heard although the server never took them. Each counts once, unlike in `doubled`. */
  get heardUntaken(): number {
    return this.#count((block) => !isTaken(block) && block.heard > 0);
  }

  tally(): BlockTally {
    let doubled = this.#strangers;
    for (const { taken, unknown, heard } of this.#blocks.values()) doubled += Math.max(0, heard - taken - unknown);
    return {
      blocks: this.#blocks.size,
      taken: this.#count(({ taken }) => taken > 0),
      covered: this.#count(({ heard }) => heard > 0),
      missing: this.missing,
      doubled,
      sentAgain: this.#count(({ unknown }) => unknown > 0),
      heardAgain: this.#count(({ taken, unknown, heard }) => unknown > 0 && heard > 1 && heard <= taken + unknown),
    };
  }

  #count(isSuch: (block: Block) => boolean): number {
    let count = 0;
    for (const block of this.#blocks.values()) if (isSuch(block)) count += 1;
    return count;
  }
}

/** The server took it or, if its socket was lost before the answer, may have taken it. */
function isTaken(block: Block | undefined): boolean {
  return block !== undefined && block.taken + block.unknown > 0;
}

export function sumOf(tallies: readonly BlockTally[]): BlockTally {
  const names = Object.keys(NOTHING) as (keyof BlockTally)[];
  const sum = (name: keyof BlockTally) => tallies.reduce((total, tally) => total + tally[name], 0);
  return Object.fromEntries(names.map((name) => [name, sum(name)])) as unknown as BlockTally;
}
