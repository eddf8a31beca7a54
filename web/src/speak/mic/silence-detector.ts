/** Finds a microphone of which nothing is heard, because it sends silence or because it sends nothing. */

const SILENT_MS = 10_000;
/** A peak under this is no sound, not even that of an empty room: -66 dBFS. */
const SOUND_FROM = 0.0005;
/** Two frames in a row with sound: the click of a plug is not speech. */
const SOUND_FRAMES = 2;
/** A page that was asleep for so long has not looked at its frames yet. */
const ASLEEP_MS = 2_000;

export class SilenceDetector {
  #soundAtMs: number;
  #lookedAtMs: number;
  #frames = 0;
  #isSilent = false;

  /** @param nowMs on any clock that does not step. */
  constructor(nowMs: number) {
    this.#soundAtMs = nowMs;
    this.#lookedAtMs = nowMs;
  }

  /** @param peak of a frame, 0..1. */
  hear(peak: number, nowMs: number): void {
    this.#frames = peak >= SOUND_FROM ? this.#frames + 1 : 0;
    if (this.#frames >= SOUND_FRAMES) this.excuse(nowMs);
  }

  /** Silence has a reason that is known: it counts from now on. */
  excuse(nowMs: number): void {
    this.#soundAtMs = nowMs;
    this.#isSilent = false;
  }

  /** Must be called several times a second, also when no frames come. @returns whether nothing was heard for 10 s. */
  look(nowMs: number): boolean {
    if (nowMs - this.#lookedAtMs > ASLEEP_MS && !this.#isSilent) this.#soundAtMs = nowMs;
    this.#lookedAtMs = nowMs;
    if (nowMs - this.#soundAtMs >= SILENT_MS) this.#isSilent = true;
    return this.#isSilent;
  }
}
