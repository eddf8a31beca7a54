/** A condition that must last before it counts, and be over for a while before it is over: states flicker as they change. */

export class Lasting {
  readonly #onAfterMs: number;
  readonly #offAfterMs: number;
  #isOn = false;
  /** Since when the condition differs from what counts. */
  #differsSinceMs: number | undefined;

  constructor(onAfterMs: number, offAfterMs: number) {
    this.#onAfterMs = onAfterMs;
    this.#offAfterMs = offAfterMs;
  }

  /** Must be called several times a second. @returns whether the condition counts. */
  look(holds: boolean, nowMs: number): boolean {
    if (holds === this.#isOn) {
      this.#differsSinceMs = undefined;
      return this.#isOn;
    }
    this.#differsSinceMs ??= nowMs;
    if (nowMs - this.#differsSinceMs >= (holds ? this.#onAfterMs : this.#offAfterMs)) {
      this.#isOn = holds;
      this.#differsSinceMs = undefined;
    }
    return this.#isOn;
  }
}
