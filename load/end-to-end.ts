/** How long after its speech a translation comes, as a listener sees it: the speaker and the listener are one program. Pure; runs in k6. */

/** Chunks that are remembered: 80 s of 20 ms. */
const REMEMBERED = 4_096;
/** The ids of a message are in its first 512 bytes; its sound, which may be long, is its last member. */
const HEAD_LENGTH = 600;
const END = /"endTimeMs":(\d+)/;
const PART = /"part":(\d+)/;

export class EndToEnd {
  readonly #chunkMs: number;
  readonly #onHeard: (ms: number) => void;
  readonly #sentAt: number[] = [];
  #sent = 0;

  constructor(chunkMs: number, onHeard: (ms: number) => void) {
    this.#chunkMs = chunkMs;
    this.#onHeard = onHeard;
  }

  /** The session's next chunk. @param at Unix ms. */
  sent(at: number): void {
    this.#sentAt[this.#sent % REMEMBERED] = at;
    this.#sent += 1;
  }

  /** A delivery to a listener. Only the first part of a segment's speech counts. @param at of its arrival, Unix ms. */
  hear(text: string, at: number): void {
    const head = text.slice(0, HEAD_LENGTH);
    const endMs = END.exec(head)?.[1];
    if (endMs === undefined || (PART.exec(head)?.[1] ?? '1') !== '1') return;
    // The chunk in which the segment's last word ends, on the session's clock.
    const last = Math.max(0, Math.ceil(Number(endMs) / this.#chunkMs) - 1);
    if (last >= this.#sent || last < this.#sent - REMEMBERED) return;
    this.#onHeard(Math.max(0, at - (this.#sentAt[last % REMEMBERED] ?? at)));
  }
}
