/** A recording on its way through the audio thread: pieces come in ahead of time, and go out at the pace of its clock. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';

/** With less than this waiting, more is asked for: long enough for a page that is busy or in the background. */
const LOW_SAMPLES = 3 * SAMPLE_RATE_HZ;

export class RecordingQueue {
  readonly #contextRateHz: number;
  #pieces: Int16Array[] = [];
  #waiting = 0;
  /** Of the first piece, already gone. */
  #gone = 0;
  /** Of the audio clock, since the recording began. */
  #frames = 0;
  #given = 0;
  #isWhole = false;

  /** @param contextRateHz Of the clock that sets the pace. */
  constructor(contextRateHz: number) {
    this.#contextRateHz = contextRateHz;
  }

  get isLow(): boolean {
    return !this.#isWhole && this.#waiting < LOW_SAMPLES;
  }

  /** All of it has gone out. */
  get isOver(): boolean {
    return this.#isWhole && this.#waiting === 0;
  }

  add(piece: Int16Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
  }

  /** Nothing more will come. */
  end(): void {
    this.#isWhole = true;
  }

  /**
   * What is due when `frames` more frames of the audio clock have passed. With too little there the clock stands
   * still, so that nothing of the recording is lost.
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
