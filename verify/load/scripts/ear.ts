/** Hears from a session's finals which blocks of the stamped audio were recognised. Loses no count; runs in k6. */

export class Ear {
  /** How many different blocks the audio has; it begins again after the last. */
  readonly #loop: number;
  #next = 0;
  heard = 0;
  missing = 0;
  doubled = 0;
  finals = 0;

  constructor(loop: number) {
    this.#loop = loop;
  }

  /** @param text of a message; everything that is no final is passed over. */
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

  /** @param sent Blocks that were sent in all. */
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
