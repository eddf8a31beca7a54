/** In: one upstream stream's access to the session's audio. The gate gives it to one stream at a time, and takes it away. */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import type { ReplayRing } from '../../audio/replay-ring.ts';

export interface AudioReaderDeps {
  /** False from the moment another reader has been opened, and after `close`. */
  readonly isCurrent: () => boolean;
  readonly onAccepted: (chunks: readonly AudioChunk[]) => void;
  /** Called at most once: audio that was read but has no final waits for the next reader. */
  readonly onClosed: () => void;
}

export class AudioReader {
  /** Where its first chunk begins, on the session clock. */
  readonly startSample: number;
  readonly #ring: ReplayRing;
  readonly #deps: AudioReaderDeps;

  constructor(ring: ReplayRing, deps: AudioReaderDeps) {
    this.startSample = ring.startSample;
    this.#ring = ring;
    this.#deps = deps;
  }

  /** There is a chunk to read. */
  get hasWaiting(): boolean {
    return this.#deps.isCurrent() && this.#ring.waiting > 0;
  }

  /** The next chunk. Undefined when there is none, and from the moment another reader has been opened. */
  next(): AudioChunk | undefined {
    return this.#deps.isCurrent() ? this.#ring.next() : undefined;
  }

  /** The upstream client has taken the last bytes of these chunks. */
  accepted(chunks: readonly AudioChunk[]): void {
    this.#deps.onAccepted(chunks);
  }

  /** Audio that was read but has no final waits for the next reader. Idempotent. */
  close(): void {
    if (this.#deps.isCurrent()) this.#deps.onClosed();
  }
}
