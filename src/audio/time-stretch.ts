/**
 * Speaks speech faster at the same pitch: WSOLA (waveform similarity overlap-add) on a stream of mono samples at 16 kHz,
 * with windows of 25 ms that overlap by half.
 *
 * The output follows the input sample by sample. When it has fallen far enough behind the rate, it goes over to a later
 * place of the input where the sound is most alike (a few periods of the voice later), fading for half a window. So the
 * pitch stays, and every part of the output that is not in a fade is a copy of the input.
 *
 * Guarantees:
 * - At rate 1 the output is the input, bit for bit and without delay.
 * - The output is as long as the input divided by the rate, within one window.
 * - Neighbouring samples of the output differ by at most the largest difference of neighbours in the two stretches of
 *   input that are faded, plus `MAX_FADE_STEP` of the largest distance between those stretches.
 * - How the input is cut into pieces does not change the output. A new rate counts from the next window on.
 */

/** The lowest and highest rate. */
export const STRETCH_RATES = { least: 1, most: 1.35 } as const;
/** Half a window, samples: 12.5 ms. Also how long a fade is, and how much is decided at a time. */
const HALF = 200;
/** How far from the ideal place a better one is looked for, samples: 8 ms, so 16 ms in all: a period of 62.5 Hz. */
const REACH = 128;
/** The shortest jump, samples: a period of 400 Hz. A shorter one would not skip a period, but bend the pitch. */
const SHORTEST_JUMP = 40;
/** How much less alike a place counts for each sample that it is away from the ideal one: decides between periods. */
const DISTANCE_COST = 0.02 / REACH;
/** Energy below which half a window is silence, and all places are alike: below -110 dBFS. */
const INAUDIBLE = 1e-9;
/** The largest change of a fade's weight from one sample to the next. */
export const MAX_FADE_STEP = 1 / (HALF + 1);
/** The most input that is kept between two calls, samples (36 ms). */
export const MAX_HELD = HALF + 2 * REACH + SHORTEST_JUMP + HALF * (STRETCH_RATES.most - 1);
/** The largest deviation of the output's length, samples: one window. */
export const LENGTH_TOLERANCE = 2 * HALF;

const NOTHING = new Float32Array(0);

export class TimeStretch {
  #rate = 1;
  /** Input from the sample that comes next. */
  #held: Float32Array = NOTHING;
  /** How far the rate's ideal place in the input is ahead of the next sample; negative after a long jump. */
  #behind = 0;
  #position = 0;

  get rate(): number {
    return this.#rate;
  }

  /** Counts from the next window on. A rate below 1 or over 1.35 counts as the nearest of these, NaN as 1. */
  set rate(rate: number) {
    const { least, most } = STRETCH_RATES;
    this.#rate = rate >= least ? Math.min(rate, most) : least;
  }

  /** How much of the input is spoken or jumped over, samples: where in the input the next sample of the output is. */
  get position(): number {
    return this.#position;
  }

  /** Input that waits for more, samples. */
  get heldSamples(): number {
    return this.#held.length;
  }

  /** @returns what is decided by now: a new array, perhaps empty. */
  push(samples: Float32Array): Float32Array {
    const input = joined([this.#held, samples]);
    const pieces: Float32Array[] = [];
    let at = 0;
    for (let next = this.#next(input, at); next; next = this.#next(input, at)) {
      pieces.push(next.piece);
      at += next.used;
    }
    this.#held = input.slice(at);
    this.#position += at;
    return joined(pieces);
  }

  /** Ends the stretching: @returns the rest of the input, unchanged. What is pushed after it begins anew. */
  flush(): Float32Array {
    const rest = this.#held;
    this.#held = NOTHING;
    this.#behind = 0;
    this.#position += rest.length;
    return rest;
  }

  /** @returns the next piece of output, and how much input it uses; undefined when it needs more input. */
  #next(input: Float32Array, at: number): { piece: Float32Array; used: number } | undefined {
    if (this.#rate === 1) {
      this.#behind = 0;
      return at < input.length ? { piece: input.subarray(at), used: input.length - at } : undefined;
    }
    const behind = this.#behind + HALF * (this.#rate - 1);
    const isNear = behind <= REACH + SHORTEST_JUMP;
    const needed = HALF + (isNear ? 0 : Math.floor(behind + REACH));
    if (at + needed > input.length) return undefined;
    const jump = isNear ? 0 : bestJump(input, at, behind);
    this.#behind = behind - jump;
    return { piece: isNear ? input.subarray(at, at + HALF) : faded(input, at, at + jump), used: jump + HALF };
  }
}

/** @returns how many samples later the sound is most like the one at `at`, within reach of the ideal number. */
function bestJump(input: Float32Array, at: number, ideal: number): number {
  const first = Math.ceil(ideal - REACH);
  const last = Math.floor(ideal + REACH);
  const here = energyOf(input, at);
  let there = energyOf(input, at + first);
  let best = first;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let jump = first; jump <= last; jump++) {
    let product = 0;
    for (let i = at; i < at + HALF; i++) product += (input[i] as number) * (input[i + jump] as number);
    const likeness = product / Math.sqrt(Math.max(here, INAUDIBLE) * Math.max(there, INAUDIBLE));
    const score = likeness - Math.abs(jump - ideal) * DISTANCE_COST;
    if (score > bestScore) {
      bestScore = score;
      best = jump;
    }
    // (Behind the last place there may be no more input, and there is no next round.)
    there += (input[at + jump + HALF] ?? 0) ** 2 - (input[at + jump] as number) ** 2;
  }
  return best;
}

function energyOf(input: Float32Array, from: number): number {
  let sum = 0;
  for (let i = from; i < from + HALF; i++) sum += (input[i] as number) ** 2;
  return sum;
}

/** @returns half a window that goes over evenly from one place of the input to another. */
function faded(input: Float32Array, from: number, to: number): Float32Array {
  const piece = new Float32Array(HALF);
  for (let i = 0; i < HALF; i++) {
    const weight = (i + 1) * MAX_FADE_STEP;
    piece[i] = (1 - weight) * (input[from + i] as number) + weight * (input[to + i] as number);
  }
  return piece;
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
