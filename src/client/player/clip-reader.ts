/**
 * Reads a clip piece by piece, and shortens the pauses at the ends of its sentence when something waits. Between the pieces of
 * one sentence nothing is cut: a silence there may be part of a word. Where the next piece is not there in time, the speech fades
 * out, and in again when it has come.
 */
import { SAMPLES_PER_MS } from '../../audio/pcm.ts';
import type { SpeechClip } from './speech-clip.ts';

/**
 * Samples up to this size are near-silence: -50 dBFS, below which the wire contract calls audio not audible. A person next to
 * a loudspeaker at speech level (65 dB) hears nothing there in an occupied room.
 */
export const NEAR_SILENCE = 104;
/**
 * What stays of a pause at each end of a sentence, samples: 50 ms. Two ends together are 100 ms: shorter pauses are heard as
 * the closure of a consonant (p, t, k), so two sentences would sound like one word.
 */
export const SHORTEST_PAUSE = 50 * SAMPLES_PER_MS;
/** Fade at a cut, and before and after a piece that was not there in time, samples: 5 ms. */
const FADE = 5 * SAMPLES_PER_MS;
/** Samples of a piece: what the stretch decides at a time. */
const PIECE = 200;
const FULL_SCALE = 32_768;

export interface ReaderStart {
  /** Something waits: the pause at the beginning is shortened. */
  readonly isHurried: boolean;
  /** The piece comes after a silence in the middle of its sentence. */
  readonly isAfterGap: boolean;
}

export class ClipReader {
  readonly #samples: Int16Array;
  readonly #isLast: boolean;
  readonly #startsAt: number;
  readonly #fadesIn: boolean;
  /** From here on the pause at the end may be cut; of a piece that is not the last one, its end may fade. */
  readonly #mayEndAt: number;
  #at: number;
  #end: number;
  #cut: number;

  constructor({ samples, part, isLast }: SpeechClip, { isHurried, isAfterGap }: ReaderStart) {
    const { from, to } = speechIn(samples);
    this.#samples = samples;
    this.#isLast = isLast;
    this.#end = samples.length;
    this.#startsAt = part === 1 && isHurried ? Math.max(0, from - SHORTEST_PAUSE) : 0;
    this.#fadesIn = this.#startsAt > 0 || isAfterGap;
    this.#at = this.#startsAt;
    this.#cut = this.#startsAt;
    const mayEndAt = isLast ? Math.min(to + SHORTEST_PAUSE - FADE, this.#end) : this.#end - FADE;
    this.#mayEndAt = Math.max(this.#at, mayEndAt);
  }

  /** Samples that are not read yet, as far as is known. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** Samples of pauses that were cut since the last call. */
  takeCut(): number {
    const cut = this.#cut;
    this.#cut = 0;
    return cut;
  }

  /**
   * @param isHurried Something waits: the pause at the end is shortened. @param isFollowed The next piece is there.
   * @returns up to 12.5 ms, as numbers from -1 to 1; none at the end.
   */
  read(isHurried: boolean, isFollowed: boolean): Float32Array {
    const from = this.#at;
    const isAtEnd = from >= this.#mayEndAt;
    const isCut = this.#isLast && isHurried && isAtEnd && this.left > FADE;
    if (isCut) {
      this.#cut += this.left - FADE;
      this.#end = from + FADE;
    }
    this.#at = isAtEnd ? Math.min(from + FADE, this.#end) : Math.min(from + PIECE, this.#mayEndAt);
    const piece = new Float32Array(this.#at - from);
    for (let i = 0; i < piece.length; i++) piece[i] = (this.#samples[from + i] as number) / FULL_SCALE;
    const isTorn = !this.#isLast && isAtEnd && !isFollowed;
    if (isCut || isTorn) scale(piece, (i) => 1 - (i + 1) / (piece.length + 1));
    const begun = from - this.#startsAt;
    if (this.#fadesIn && begun < FADE) scale(piece, (i) => Math.min(1, (begun + i + 1) / (FADE + 1)));
    return piece;
  }
}

function scale(piece: Float32Array, weightAt: (index: number) => number): void {
  for (let i = 0; i < piece.length; i++) piece[i] = (piece[i] as number) * weightAt(i);
}

/** @returns where the speech of a clip begins and ends; both 0 when all of it is near-silence. */
function speechIn(samples: Int16Array): { from: number; to: number } {
  const isLoud = (sample: number) => Math.abs(sample) > NEAR_SILENCE;
  const from = samples.findIndex(isLoud);
  if (from < 0) return { from: 0, to: 0 };
  let to = samples.length;
  while (to > from && !isLoud(samples[to - 1] as number)) to -= 1;
  return { from, to };
}
