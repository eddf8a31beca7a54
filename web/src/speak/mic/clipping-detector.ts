/** Finds sound that is too loud for the microphone's input: samples at the end of the scale, several times in a row. */
import { FrameWindow } from './frame-window.ts';

/** Chromium's own gain raises good speech to the end of the scale with 0.1 to 0.8 % of its samples: that is no clipping. */
const CLIPPED_SHARE = 0.02;
/** So many clipped frames within 2 s. One knock at the microphone is no trouble. */
const CLIPPED_FRAMES = 3;
const WITHIN_FRAMES = 20;
/** It is over after 3 s without. */
const CLEAN_FRAMES = 30;

export class ClippingDetector {
  readonly #shares = new FrameWindow(CLEAN_FRAMES);
  #isClipping = false;

  /** @param clipped share of clipped samples in 100 ms, 0..1. */
  hear(clipped: number): boolean {
    this.#shares.push(clipped);
    if (this.#shares.count(CLIPPED_SHARE, WITHIN_FRAMES) >= CLIPPED_FRAMES) this.#isClipping = true;
    else if (this.#shares.count(CLIPPED_SHARE) === 0) this.#isClipping = false;
    return this.#isClipping;
  }
}
