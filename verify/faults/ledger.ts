/** The count of one session: which blocks were sent, which finals named them, and how late. No clock of its own. */
import { BLOCK_MS } from './row.ts';

interface Sent {
  readonly at: number;
  /** Acknowledged without `dropped`. */
  isOwed: boolean;
}

export class Ledger {
  readonly #sent = new Map<number, Sent>();
  readonly #chunks: (readonly number[])[] = [];
  readonly #heard = new Set<number>();
  #acknowledged = 0;
  #doubled = 0;
  #disordered = 0;
  #last = -1;
  #latestMs = 0;

  send(blocks: readonly number[], at: number): void {
    this.#chunks.push(blocks);
    for (const block of blocks) this.#sent.set(block, { at, isOwed: false });
  }

  /** The answer to the oldest chunk that has none. */
  acknowledge(isDropped: boolean): void {
    const blocks = this.#chunks[this.#acknowledged] ?? [];
    this.#acknowledged += 1;
    for (const block of blocks) {
      const sent = this.#sent.get(block);
      if (sent) sent.isOwed = !isDropped;
    }
  }

  /** A final was got. */
  hear(text: string, at: number): void {
    const blocks = blocksOf(text);
    for (const block of blocks) {
      if (this.#heard.has(block) || !this.#sent.has(block)) this.#doubled += 1;
      else if (block < this.#last) this.#disordered += 1;
      this.#heard.add(block);
      this.#last = block;
    }
    const sent = this.#sent.get(blocks.at(-1) ?? -1);
    if (sent) this.#latestMs = Math.max(this.#latestMs, at - sent.at);
  }

  /** The same blocks, and nothing of them heard: for another one who listens. */
  empty(): Ledger {
    const ledger = new Ledger();
    for (const [block, sent] of this.#sent) ledger.#sent.set(block, sent);
    return ledger;
  }

  /** Speech a transcript covers, ms. */
  static durationOf(text: string): number {
    return blocksOf(text).length * BLOCK_MS;
  }

  get isAnswered(): boolean {
    return this.#acknowledged >= this.#chunks.length;
  }

  read() {
    const owed = [...this.#sent].filter(([, { isOwed }]) => isOwed).map(([block]) => block);
    const covered = owed.filter((block) => this.#heard.has(block)).length;
    return {
      sent: owed.length,
      covered,
      missing: owed.length - covered,
      doubled: this.#doubled,
      disordered: this.#disordered,
      latestMs: Math.round(this.#latestMs),
    };
  }
}

/** The blocks a transcript names, in its order. */
export function blocksOf(text: string): number[] {
  return [...text.matchAll(/\bb(\d+)\b/gi)].map((match) => Number(match[1]));
}
