/** What one session said, what the server took of it, and what came back in finals. It counts, and has no clock. */
import { toBlocks } from './stamped-blocks.ts';

/** How a chunk was answered; `unknown` when its socket was lost before the answer. */
export type Fate = 'taken' | 'refused' | 'unknown';

export interface BlockTally {
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
  /** Times it was acknowledged without `dropped`. */
  taken: number;
  /** Times it was sent, and the socket died before the answer. */
  unknown: number;
  heard: number;
}

export class BlockLedger {
  readonly #blocks = new Map<number, Block>();
  #strangers = 0;
  #disordered = 0;
  #latestMs = 0;
  #last = -1;

  /** Blocks that were sent for the first time. @param atMs on any clock, the same as that of `hear`. */
  send(blocks: readonly number[], atMs = 0): void {
    for (const block of blocks) this.#blocks.set(block, { sentAtMs: atMs, taken: 0, unknown: 0, heard: 0 });
  }

  /** What became of blocks that were sent. */
  settle(blocks: readonly number[], fate: Fate): void {
    if (fate === 'refused') return;
    for (const number of blocks) {
      const block = this.#blocks.get(number);
      if (block !== undefined) block[fate] += 1;
    }
  }

  /** @param text Of a final. */
  hear(text: string, atMs = 0): void {
    const numbers = toBlocks(text);
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

  /** The same blocks, and nothing of them heard: for another one who listens. */
  unheard(): BlockLedger {
    const ledger = new BlockLedger();
    for (const [number, block] of this.#blocks) ledger.#blocks.set(number, { ...block, heard: 0 });
    return ledger;
  }

  get missing(): number {
    return this.#count(({ taken, heard }) => taken > 0 && heard === 0);
  }

  /** Blocks that were heard for the first time after a later one. */
  get disordered(): number {
    return this.#disordered;
  }

  /** The longest from sending the last block of a final to hearing it. */
  get latestMs(): number {
    return Math.round(this.#latestMs);
  }

  /** Blocks that the server took at no time, and that were heard all the same: each counts once among the doubled. */
  get heardUntaken(): number {
    return this.#count(({ taken, unknown, heard }) => taken + unknown === 0 && heard > 0);
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

export function sumOf(tallies: readonly BlockTally[]): BlockTally {
  const names = Object.keys(NOTHING) as (keyof BlockTally)[];
  const sum = (name: keyof BlockTally) => tallies.reduce((total, tally) => total + tally[name], 0);
  return Object.fromEntries(names.map((name) => [name, sum(name)])) as unknown as BlockTally;
}
