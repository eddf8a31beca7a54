/** Decides whether somebody who speaks into the microphone is heard well: the answer to "say something". */
import { FrameWindow } from './frame-window.ts';
import { VoiceLevel } from './voice-level.ts';

/** Quieter speech is not heard well: -40 dBFS. */
const HEARD_FROM = 0.01;
/** Half a second of speech within two. A knock at the microphone is shorter. */
const SPOKEN_FRAMES = 5;
const WITHIN_FRAMES = 20;

export class Hearing {
  readonly #voice = new VoiceLevel(HEARD_FROM);
  readonly #spoken = new FrameWindow(WITHIN_FRAMES);
  #isHeard = false;

  /** Speech was heard since the start. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  /** @param level root mean square of 100 ms, 0..1. */
  hear(level: number): void {
    this.#spoken.push(this.#voice.hear(level) ? 1 : 0);
    this.#isHeard ||= this.#spoken.count(1) >= SPOKEN_FRAMES;
  }
}
