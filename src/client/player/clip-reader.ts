/**
 * Reads a clip piece by piece, and shortens the pauses at the ends of its sentence when something waits. Between the pieces of
 * one sentence nothing is cut: a silence there may be part of a word.
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
/** Fade at a cut, samples: 5 ms. */
const FADE = 5 * SAMPLES_PER_MS;
const FADE_STEP = 1 / (FADE + 1);
/** Samples of a piece: what the stretch decides at a time. */
const PIECE = 200;
const FULL_SCALE = 32_768;

export class ClipReader {
  readonly #samples: Int16Array;
  readonly #startsAt: number;
  /** From here on the pause at the end may be cut. */
  readonly #mayEndAt: number;
  #at: number;
  #end: number;
  #cut: number;

  /** @param isHurried Something waits: the pause at the beginning is shortened. */
  constructor({ samples, part, isLast }: SpeechClip, isHurried: boolean) {
    const { from, to } = speechIn(samples);
    this.#samples = samples;
    this.#end = samples.length;
    this.#startsAt = part === 1 && isHurried ? Math.max(0, from - SHORTEST_PAUSE) : 0;
    this.#at = this.#startsAt;
    this.#cut = this.#startsAt;
    this.#mayEndAt = isLast ? Math.min(Math.max(this.#at, to + SHORTEST_PAUSE - FADE), this.#end) : this.#end;
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

  /** @returns up to 12.5 ms, as numbers from -1 to 1; none at the end. */
  read(isHurried: boolean): Float32Array {
    const from = this.#at;
    const isInLastPause = from >= this.#mayEndAt;
    const isCut = isHurried && isInLastPause && this.left > FADE;
    if (isCut) {
      this.#cut += this.left - FADE;
      this.#end = from + FADE;
    }
    this.#at = isInLastPause ? Math.min(from + FADE, this.#end) : Math.min(from + PIECE, this.#mayEndAt);
    const piece = new Float32Array(this.#at - from);
    for (let i = 0; i < piece.length; i++) piece[i] = (this.#samples[from + i] as number) / FULL_SCALE;
    if (isCut) scale(piece, (i) => 1 - (i + 1) * FADE_STEP);
    const begun = from - this.#startsAt;
    if (this.#startsAt > 0 && begun < FADE) scale(piece, (i) => Math.min(1, (begun + i + 1) * FADE_STEP));
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
