/**
 * Decides what became of the sound, and what the page does about it: goes on by itself where that is right, or asks with a
 * button. Pure: facts and time are passed in.
 */
import type { SoundState } from './sound-state.ts';

export interface SoundFacts {
  /** The audio context makes samples. */
  readonly isContextRunning: boolean;
  /** Nobody has stopped what leads the samples to the loudspeaker. */
  readonly isOutletPlaying: boolean;
}

/** `hold`: stop the context, so that speech waits and is not lost. `resume`: try to run again. */
export type SoundStep = 'nothing' | 'hold' | 'resume';

/** Sound needs a moment to begin. Only after it the page says that it has stopped, ms. */
const GRACE_MS = 1_000;
/** While a call lasts, trying is in vain, ms. */
const RETRY_MS = 3_000;

export class SoundWatch {
  #isWanted = true;
  /** It has sounded: the browser does not wait for its first click. */
  #hasRun = false;
  #graceUntilMs: number;
  #isStopped = true;
  /** The context was stopped, by the system or with the page, and not by this page. */
  #wasContextStopped = false;
  #isHeld = false;
  #tryAtMs = 0;

  /** @param mayStart The person has clicked already: the browser lets sound begin, in a moment. */
  constructor(mayStart: boolean, nowMs: number) {
    this.#graceUntilMs = mayStart ? nowMs + GRACE_MS : nowMs;
  }

  /** The person pauses, or wants to hear; also by the button that asks for it. */
  want(isWanted: boolean, nowMs: number): void {
    this.#isWanted = isWanted;
    this.#isHeld = false;
    this.#wasContextStopped = false;
    this.#graceUntilMs = nowMs + GRACE_MS;
  }

  /** Something has changed: the page is seen again, a device came or went. The next look tries at once. */
  again(): void {
    this.#tryAtMs = 0;
  }

  /** Look often, and at each change. */
  look({ isContextRunning, isOutletPlaying }: SoundFacts, nowMs: number): SoundStep {
    if (!this.#isWanted) return 'nothing';
    if (isContextRunning && isOutletPlaying) {
      this.#hasRun = true;
      this.#isStopped = false;
      this.#wasContextStopped = false;
      this.#tryAtMs = 0;
      return 'nothing';
    }
    if (!this.#isStopped && this.#hasRun) this.#graceUntilMs = nowMs + GRACE_MS;
    this.#isStopped = true;
    if (!this.#hasRun) return 'nothing';
    if (!isContextRunning && !this.#isHeld) this.#wasContextStopped = true;
    // A system that stops the outlet alone means it: earphones were pulled out, or another program plays now.
    if (isContextRunning && !this.#wasContextStopped) {
      this.#isHeld = true;
      return 'hold';
    }
    if (!this.#wasContextStopped || nowMs < this.#tryAtMs) return 'nothing';
    this.#tryAtMs = nowMs + RETRY_MS;
    return 'resume';
  }

  /** What the page shows. */
  state(nowMs: number): Extract<SoundState, 'on' | 'blocked' | 'interrupted'> {
    if (!this.#isWanted || !this.#isStopped || nowMs < this.#graceUntilMs) return 'on';
    return this.#hasRun ? 'interrupted' : 'blocked';
  }
}
