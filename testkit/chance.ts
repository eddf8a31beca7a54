/** Random choices that can be repeated: the same seed gives the same choices. Not for secrets. */

export class Chance {
  #state: number;

  /** @param seed any integer. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @param choices At least one. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length - 1)];
    if (choice === undefined && choices.length === 0) throw new RangeError('nothing to pick from');
    return choice as T;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.integer(0, 255);
    return bytes;
  }

  /** A seed for another random source, such as fast-check. */
  seed(): number {
    return this.integer(0, 0x7fff_ffff);
  }

  /** An address for X-Forwarded-For. */
  address(): string {
    return `10.${this.integer(0, 255)}.${this.integer(0, 255)}.${this.integer(1, 254)}`;
  }
}
