/** Finds a person who speaks although the broadcast is muted. */
import { FrameWindow } from './frame-window.ts';
import { VoiceLevel } from './voice-level.ts';

/** Speech to the microphone, not of the people in the room: -40 dBFS. */
const SPEECH_FROM = 0.01;
/** Eight frames of speech within 1.5 s: more than a cough. */
const SPOKEN_FRAMES = 8;
const WITHIN_FRAMES = 15;
/** It is over after 3 s without speech. */
const QUIET_FRAMES = 30;

export class MutedSpeechDetector {
  readonly #voice = new VoiceLevel(SPEECH_FROM);
  readonly #spoken = new FrameWindow(QUIET_FRAMES);
  #isMuted = false;
  #isSpeaking = false;

  /** Unmuting ends it at once. What was said before does not count. */
  mute(isMuted: boolean): void {
    if (isMuted === this.#isMuted) return;
    this.#isMuted = isMuted;
    this.#isSpeaking = false;
    this.#spoken.clear();
  }

  /** @param level root mean square of 100 ms, 0..1. */
  hear(level: number): boolean {
    this.#spoken.push(this.#voice.hear(level) ? 1 : 0);
    if (this.#spoken.count(1, WITHIN_FRAMES) >= SPOKEN_FRAMES) this.#isSpeaking = this.#isMuted;
    else if (this.#spoken.count(1) === 0) this.#isSpeaking = false;
    return this.#isSpeaking;
  }
}
