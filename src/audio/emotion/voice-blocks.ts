/** Cuts samples into blocks of 10 ms and measures level and pitch of each. Keeps only 60 ms of sound between calls. */

import { SAMPLE_RATE_HZ } from '../pcm.ts';
import { measurePitch } from './pitch.ts';

export const BLOCK_MS = 10;
/** The lowest level, used for digital silence. */
export const LOWEST_DB = -100;
/** Anything below this level is not speech, and its pitch is not measured. */
export const LOWEST_SPEECH_DB = -55;

/** What gets the measurements of each block. */
export interface BlockSink {
  /** @param levelDb dBFS, from LOWEST_DB. @param pitchCents above 1 Hz; 0 where the sound has no pitch or is no speech. */
  push(levelDb: number, pitchCents: number): void;
}

const BLOCK_SAMPLES = (SAMPLE_RATE_HZ * BLOCK_MS) / 1000;
/** Pitch is measured at a quarter of the rate: enough for 400 Hz, and a sixteenth of the work. */
const DECIMATION = 4;
const SLOW_BLOCK_SAMPLES = BLOCK_SAMPLES / DECIMATION;
const SLOW_RATE_HZ = SAMPLE_RATE_HZ / DECIMATION;
const PITCH_BLOCKS = 4;
const PITCH_SAMPLES = SLOW_BLOCK_SAMPLES * PITCH_BLOCKS;
/** High-pass filter, -3 dB at 50 Hz: removes a microphone's constant offset, which would count as level and pitch. */
const OFFSET_POLE = 0.98;
const OFFSET_POLE_2 = OFFSET_POLE ** 2;
const OFFSET_POLE_3 = OFFSET_POLE ** 3;
const OFFSET_POLE_4 = OFFSET_POLE ** 4;
/**
 * The filter's memory below this, in steps of a 16-bit sample, is taken for 0: in digital silence it would shrink to numbers
 * that some processors compute a hundred times slower.
 */
const NEGLIGIBLE = 1e-9;
const FULL_SCALE = 32_768;
const FULL_SCALE_ENERGY = BLOCK_SAMPLES * FULL_SCALE ** 2;

export class VoiceBlocks {
  readonly #sink: BlockSink;
  /** The beginning of a block, until the rest of it comes. */
  readonly #partial = new Int16Array(BLOCK_SAMPLES);
  /** The last 50 ms at 4 kHz; the newest block is at the end. */
  readonly #slow = new Float64Array(SLOW_BLOCK_SAMPLES + PITCH_SAMPLES);
  /** The last 40 ms. */
  readonly #upToNow = this.#slow.subarray(SLOW_BLOCK_SAMPLES);
  /** The 40 ms up to one block ago. */
  readonly #upToLast = this.#slow.subarray(0, PITCH_SAMPLES);
  #partialCount = 0;
  #lastIn = 0;
  #lastOut = 0;
  /** The newest block is the first of a pair. */
  #isFirstOfPair = false;
  #isPitchMeasured = false;
  #pitchCents = 0;

  constructor(sink: BlockSink) {
    this.#sink = sink;
  }

  /** @param samples any number of them: only whole blocks are measured, the rest waits for the next call. */
  accept(samples: Int16Array, length = samples.length): void {
    let at = 0;
    while (at < length) {
      if (this.#partialCount === 0 && length - at >= BLOCK_SAMPLES) {
        this.#measure(samples, at);
        at += BLOCK_SAMPLES;
      } else {
        at = this.#complete(samples, at, length);
      }
    }
  }

  /** Moves samples to the partial block, and measures it when it is whole. @returns the index of the first one not moved. */
  #complete(samples: Int16Array, from: number, length: number): number {
    const had = this.#partialCount;
    const taken = Math.min(BLOCK_SAMPLES - had, length - from);
    for (let i = 0; i < taken; i++) this.#partial[had + i] = samples[from + i] as number;
    this.#partialCount = (had + taken) % BLOCK_SAMPLES;
    if (had + taken === BLOCK_SAMPLES) this.#measure(this.#partial, 0);
    return from + taken;
  }

  #measure(samples: Int16Array, from: number): void {
    this.#slow.copyWithin(0, SLOW_BLOCK_SAMPLES);
    const levelDb = toDb(this.#filter(samples, from) / FULL_SCALE_ENERGY);
    this.#followPitch(levelDb >= LOWEST_SPEECH_DB);
    this.#sink.push(levelDb, this.#pitchCents);
  }

  /**
   * Removes the offset: out = in - lastIn + OFFSET_POLE * lastOut. Four samples at a time: each is first computed as if
   * lastOut were 0, so that the processor works on the next ones while it waits for lastOut.
   * @returns the energy of the block. The decimated block is at the end of `#slow`, four times as loud.
   */
  #filter(samples: Int16Array, from: number): number {
    const slow = this.#slow;
    let energy = 0;
    let lastIn = this.#lastIn;
    let lastOut = this.#lastOut;
    for (let i = from, to = PITCH_SAMPLES; to < slow.length; i += DECIMATION, to++) {
      const a = samples[i] as number;
      const b = samples[i + 1] as number;
      const c = samples[i + 2] as number;
      const d = samples[i + 3] as number;
      const alone0 = a - lastIn;
      const alone1 = b - a + OFFSET_POLE * alone0;
      const alone2 = c - b + OFFSET_POLE * alone1;
      const alone3 = d - c + OFFSET_POLE * alone2;
      const out0 = alone0 + OFFSET_POLE * lastOut;
      const out1 = alone1 + OFFSET_POLE_2 * lastOut;
      const out2 = alone2 + OFFSET_POLE_3 * lastOut;
      const out3 = alone3 + OFFSET_POLE_4 * lastOut;
      energy += out0 * out0 + out1 * out1 + (out2 * out2 + out3 * out3);
      slow[to] = out0 + out1 + (out2 + out3);
      lastIn = d;
      lastOut = out3;
    }
    this.#lastIn = lastIn;
    this.#lastOut = Math.abs(lastOut) < NEGLIGIBLE ? 0 : lastOut;
    return energy;
  }

  /** Pitch changes slowly, so it is measured once for two blocks, in the 40 ms up to the end of the first, if one is speech. */
  #followPitch(isSpeech: boolean): void {
    this.#isFirstOfPair = !this.#isFirstOfPair;
    if (this.#isFirstOfPair) {
      this.#isPitchMeasured = false;
      this.#pitchCents = 0;
    }
    if (!isSpeech || this.#isPitchMeasured) return;
    this.#isPitchMeasured = true;
    this.#pitchCents = measurePitch(this.#isFirstOfPair ? this.#upToNow : this.#upToLast, SLOW_RATE_HZ);
  }
}

function toDb(meanSquare: number): number {
  return Math.max(LOWEST_DB, 10 * Math.log10(meanSquare));
}
