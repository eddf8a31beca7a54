/** A recording's queue in the audio thread: pieces arrive ahead of time and leave at the speed of the audio clock. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';

/** With less than this, more is requested. Enough for a page that is busy or in the background. */
const LOW_SAMPLES = 3 * SAMPLE_RATE_HZ;

export class RecordingQueue {
  readonly #contextRateHz: number;
  #pieces: Int16Array[] = [];
  #waiting = 0;
  /** Samples of the first piece that have left. */
  #gone = 0;
  /** Frames of the audio clock since the recording began. */
  #frames = 0;
  #given = 0;
  #isWhole = false;

  /** @param contextRateHz rate of the audio clock. */
  constructor(contextRateHz: number) {
    this.#contextRateHz = contextRateHz;
  }

  get isLow(): boolean {
    return !this.#isWhole && this.#waiting < LOW_SAMPLES;
  }

  /** All of the recording has left. */
  get isOver(): boolean {
    return this.#isWhole && this.#waiting === 0;
  }

  add(piece: Int16Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
  }

  /** Call after the last piece. */
  end(): void {
    this.#isWhole = true;
  }

  /**
   * @returns the samples that are due after `frames` more frames of the audio clock. If there are too few, the recording's
   * clock stops, so that nothing is lost.
   */
  advance(frames: number): Int16Array<ArrayBuffer> {
    const due = Math.floor(((this.#frames + frames) * SAMPLE_RATE_HZ) / this.#contextRateHz) - this.#given;
    if (due > this.#waiting && !this.#isWhole) return new Int16Array(0);
    this.#frames += frames;
    const samples = new Int16Array(Math.min(due, this.#waiting));
    let at = 0;
    while (at < samples.length) {
      const piece = this.#pieces[0] as Int16Array;
      const part = piece.subarray(this.#gone, this.#gone + samples.length - at);
      samples.set(part, at);
      at += part.length;
      this.#gone += part.length;
      if (this.#gone < piece.length) continue;
      this.#pieces.shift();
      this.#gone = 0;
    }
    this.#waiting -= samples.length;
    this.#given += due;
    return samples;
  }
}
