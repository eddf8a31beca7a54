/** Tells speech from the noise of a room by its level: speech rises above the quietest moment of the last seconds. */
import { FrameWindow } from './frame-window.ts';

/** The quietest 100 ms of so many are the room: people pause between words. */
const FLOOR_FRAMES = 50;
/** Speech is three times as loud as the room: 9.5 dB. A steady noise, however loud, is never speech. */
const OVER_FLOOR = 3;

export class VoiceLevel {
  readonly #levels = new FrameWindow(FLOOR_FRAMES);
  readonly #least: number;

  /** @param least a level under this is never speech, 0..1. */
  constructor(least: number) {
    this.#least = least;
  }

  /** The level from which on a frame is speech, by what has been heard so far. 0..1 */
  get limit(): number {
    return Math.max(this.#least, this.#levels.least * OVER_FLOOR);
  }

  /** @param level root mean square of 100 ms, 0..1. @returns whether it is speech. */
  hear(level: number): boolean {
    this.#levels.push(level);
    return level >= this.limit;
  }
}
