/** Cuts samples into blocks of 10 ms and measures level and pitch of each. Keeps only 40 ms of sound between calls. */

import { SAMPLE_RATE_HZ } from '../pcm.ts';
import { measurePitch } from './pitch.ts';

export const BLOCK_MS = 10;
/** The lowest level, used for digital silence. */
export const LOWEST_DB = -100;

/** The measurements of 10 ms of sound. */
export interface VoiceBlock {
  /** dBFS, from LOWEST_DB. */
  readonly levelDb: number;
  /** Hz; 0 where the sound has no pitch. */
  readonly pitchHz: number;
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
const FULL_SCALE = 32_768;

export class VoiceBlocks {
  readonly #onBlock: (block: VoiceBlock) => void;
  /** The last 40 ms at 4 kHz; its last block is being filled. */
  readonly #slow = new Float32Array(PITCH_SAMPLES);
  #count = 0;
  #blocks = 0;
  #energy = 0;
  #quad = 0;
  #lastIn = 0;
  #lastOut = 0;
  #pitchHz = 0;

  constructor(onBlock: (block: VoiceBlock) => void) {
    this.#onBlock = onBlock;
  }

  accept(samples: Int16Array): void {
    let count = this.#count;
    let energy = this.#energy;
    let quad = this.#quad;
    let lastIn = this.#lastIn;
    let lastOut = this.#lastOut;
    for (let i = 0; i < samples.length; i++) {
      const value = (samples[i] as number) / FULL_SCALE;
      lastOut = value - lastIn + OFFSET_POLE * lastOut;
      lastIn = value;
      energy += lastOut * lastOut;
      quad += lastOut;
      count += 1;
      if (count % DECIMATION !== 0) continue;
      this.#slow[PITCH_SAMPLES - SLOW_BLOCK_SAMPLES + count / DECIMATION - 1] = quad / DECIMATION;
      quad = 0;
      if (count < BLOCK_SAMPLES) continue;
      this.#endBlock(energy);
      count = 0;
      energy = 0;
    }
    this.#count = count;
    this.#energy = energy;
    this.#quad = quad;
    this.#lastIn = lastIn;
    this.#lastOut = lastOut;
  }

  #endBlock(energy: number): void {
    // Pitch changes slowly, so it is measured in every second block only: half the work.
    if (this.#blocks % 2 === 0) this.#pitchHz = measurePitch(this.#slow, SLOW_RATE_HZ);
    const levelDb = toDb(energy / BLOCK_SAMPLES);
    this.#blocks += 1;
    this.#slow.copyWithin(0, SLOW_BLOCK_SAMPLES);
    this.#onBlock({ levelDb, pitchHz: this.#pitchHz });
  }
}

function toDb(meanSquare: number): number {
  return Math.max(LOWEST_DB, 10 * Math.log10(meanSquare));
}
