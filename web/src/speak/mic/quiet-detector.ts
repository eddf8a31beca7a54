/** Finds speech that is too quiet to be recognised well. A person who says nothing is not too quiet. */
import { FrameWindow } from './frame-window.ts';
import { VoiceLevel } from './voice-level.ts';

/** 5 s without a loud moment. */
const WITHIN_FRAMES = 50;
/** Under this nothing can be told from noise: -66 dBFS. */
const AUDIBLE_FROM = 0.0005;
/** One second of speech among them. */
const SPOKEN_FRAMES = 10;
/** Speech of which not even three frames reach this is too quiet: -40 dBFS. */
const LOUD_FROM = 0.01;
/** It is over when three frames of one second are 3 dB louder. */
const LOUD_AGAIN_FROM = 0.014;
const LOUD_FRAMES = 3;
const AGAIN_WITHIN_FRAMES = 10;

export class QuietDetector {
  readonly #voice = new VoiceLevel(AUDIBLE_FROM);
  readonly #levels = new FrameWindow(WITHIN_FRAMES);
  #isTooQuiet = false;

  /** @param level root mean square of 100 ms, 0..1. */
  hear(level: number): boolean {
    this.#voice.hear(level);
    this.#levels.push(level);
    const spoken = this.#levels.count(this.#voice.limit);
    if (this.#isTooQuiet) {
      const isLoud = this.#levels.count(LOUD_AGAIN_FROM, AGAIN_WITHIN_FRAMES) >= LOUD_FRAMES;
      if (isLoud || spoken === 0) this.#isTooQuiet = false;
    } else if (this.#levels.isFull && spoken >= SPOKEN_FRAMES) {
      this.#isTooQuiet = this.#levels.count(LOUD_FROM) < LOUD_FRAMES;
    }
    return this.#isTooQuiet;
  }
}
