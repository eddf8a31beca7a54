/** Holds speech between its engine and its delivery: takes pieces as they are made, gives out parts as soon as they are long enough. */

export interface SpeechPart {
  /** Whole frames of 20 ms; in the last part whole samples. Never empty. */
  readonly pcm: Uint8Array;
  readonly isLast: boolean;
}

/** 20 ms. Speech is cut only between frames. */
const FRAME_BYTES = 640;
/**
 * One second for the first part, two for the others: an engine that speaks twice as fast as people has the next part ready
 * before the last one has been heard. A part is given out when so much is there and one frame more, so that the last part is
 * never empty.
 */
const FIRST_PART_BYTES = 32_000;
const LATER_PART_BYTES = 64_000;
/** Ten minutes of speech. No utterance is that long, so something is wrong. */
export const MAX_SPEECH_BYTES = 19_200_000;

/** One writer, one reader. */
export class SpeechBuffer {
  #pieces: Uint8Array[] = [];
  #waitingBytes = 0;
  #totalBytes = 0;
  #isEnded = false;
  #isFirst = true;
  #wake: (() => void)[] = [];

  /** Bytes that were added. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** @throws Error above MAX_SPEECH_BYTES. */
  add(piece: Uint8Array): void {
    if (this.#totalBytes + piece.byteLength > MAX_SPEECH_BYTES) throw new Error('The speech is over ten minutes');
    this.#pieces.push(piece);
    this.#waitingBytes += piece.byteLength;
    this.#totalBytes += piece.byteLength;
    this.#changed();
  }

  /** No piece follows, because the speech is complete or has failed. */
  end(): void {
    this.#isEnded = true;
    this.#changed();
  }

  /** Resolves when there is a sample, with true, or when there will be none, with false. */
  async begun(): Promise<boolean> {
    while (this.#totalBytes < 2 && !this.#isEnded) await this.#change();
    return this.#totalBytes >= 2;
  }

  /**
   * @returns the next part, with all the speech that is there, as soon as it is enough or the end; undefined after the last.
   * @param maxBytes at least a frame.
   */
  async next(maxBytes: number): Promise<SpeechPart | undefined> {
    const enough = Math.min(this.#isFirst ? FIRST_PART_BYTES : LATER_PART_BYTES, maxBytes);
    while (!this.#isEnded && this.#waitingBytes < enough + FRAME_BYTES) await this.#change();
    this.#isFirst = false;
    const wholeSamples = this.#waitingBytes & ~1;
    if (this.#isEnded && wholeSamples <= maxBytes) {
      return wholeSamples === 0 ? undefined : { pcm: this.#take(wholeSamples, this.#waitingBytes), isLast: true };
    }
    const most = this.#isEnded ? maxBytes : Math.min(maxBytes, this.#waitingBytes - FRAME_BYTES);
    const bytes = Math.floor(most / FRAME_BYTES) * FRAME_BYTES;
    return { pcm: this.#take(bytes, bytes), isLast: false };
  }

  /** Removes `removed` bytes and returns the first `kept` of them. */
  #take(kept: number, removed: number): Uint8Array {
    const all = Buffer.concat(this.#pieces);
    const rest = all.subarray(removed);
    this.#pieces = rest.byteLength === 0 ? [] : [rest];
    this.#waitingBytes -= removed;
    return all.subarray(0, kept);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
