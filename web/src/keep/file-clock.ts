/**
 * The clock of the files. It is the session's clock, and goes on where that one begins again: after a rebuild, a new epoch
 * counts from 0. After a hand-over a new epoch goes on with the same clock, and nothing is added. Pure.
 */

/**
 * A new epoch that begins so much before the end of the last one counts from 0, ms. Less is the same moment, recognised
 * twice.
 */
const JUMP_MS = 2_000;
/** Epochs whose offset is remembered. */
const MAX_EPOCHS = 32;

export class FileClock {
  /** What is added to the session's clock, ms, by epoch, in the order in which epochs came. */
  #offsets = new Map<number, number>();
  #epoch = 0;
  #untilMs = 0;

  /** The newest epoch so far. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * @param startTimeMs on the session's clock. Undefined: the line has no time, and decides nothing.
   * @returns what to add to times of this epoch, ms.
   */
  offset(epoch: number, startTimeMs: number | undefined): number {
    const known = this.#offsets.get(epoch);
    if (known !== undefined) return known;
    const last = this.#offsets.get(this.#epoch) ?? 0;
    if (this.#offsets.size > 0 && epoch < this.#epoch) return this.#before(epoch);
    if (startTimeMs === undefined) return last;
    const beginsAgain = startTimeMs + last < this.#untilMs - JUMP_MS;
    const offsetMs = beginsAgain ? this.#untilMs : last;
    this.know(epoch, offsetMs);
    return offsetMs;
  }

  /** Takes over what an earlier page has decided. */
  know(epoch: number, offsetMs: number): void {
    this.#offsets.set(epoch, offsetMs);
    this.#epoch = Math.max(this.#epoch, epoch);
    const [oldest] = this.#offsets.keys();
    if (this.#offsets.size > MAX_EPOCHS && oldest !== undefined) this.#offsets.delete(oldest);
  }

  /** @param endMs of a line, on the file's clock. */
  reached(endMs: number): void {
    this.#untilMs = Math.max(this.#untilMs, endMs);
  }

  /** A late line of an epoch that nothing is known of. */
  #before(epoch: number): number {
    const known = [...this.#offsets].sort(([a], [b]) => a - b);
    const [, offsetMs] = known.findLast(([each]) => each < epoch) ?? known[0] ?? [epoch, 0];
    return offsetMs;
  }
}
