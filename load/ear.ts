/** Counts the recognised, missing and doubled blocks of stamped audio from a session's finals. Runs in k6. */

export class Ear {
  /** Number of different blocks. The audio repeats after the last one. */
  readonly #loop: number;
  #next = 0;
  heard = 0;
  missing = 0;
  doubled = 0;
  finals = 0;

  constructor(loop: number) {
    this.#loop = loop;
  }

  /** @param text of a message. Only finals count. */
  hear(text: string): void {
    if (!text.startsWith('{"type":"transcript"')) return;
    const message = JSON.parse(text) as { isPartial: boolean; text: string };
    if (message.isPartial) return;
    this.finals += 1;
    for (const word of message.text.split(' ')) {
      const [first, last] = word.slice(1).split('-').map(Number);
      if (first === undefined) continue;
      for (let block = first; block <= (last ?? first); block += 1) this.#hearBlock(block);
    }
  }

  /** @param sent number of all blocks that were sent. */
  settle(sent: number): { missing: number; doubled: number } {
    const untold = Math.max(0, sent - (this.heard - this.doubled) - this.missing);
    return { missing: this.missing + untold, doubled: this.doubled };
  }

  #hearBlock(block: number): void {
    this.heard += 1;
    const ahead = (block - this.#next + this.#loop) % this.#loop;
    if (ahead < this.#loop / 2) {
      this.missing += ahead;
      this.#next = (block + 1) % this.#loop;
    } else {
      this.doubled += 1;
    }
  }
}
