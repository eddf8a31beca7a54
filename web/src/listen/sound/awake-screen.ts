/** Keeps the screen on while captions are read. Browsers give it back whenever the page is not seen: it is asked for again. */

/** A held lock. */
interface Sentinel {
  readonly released: boolean;
  release(): Promise<void>;
}

/** What is needed of `navigator.wakeLock`. */
export interface WakeLocks {
  request(type: 'screen'): Promise<Sentinel>;
}

export class AwakeScreen {
  readonly #locks: WakeLocks | undefined;
  #isWanted = false;
  #isAsking = false;
  #lock: Sentinel | undefined;

  /** @param locks Undefined: the browser has none, and the screen goes off when it does. */
  constructor(locks: WakeLocks | undefined) {
    this.#locks = locks;
  }

  /** Somebody reads. Also to be called when the page is seen again. */
  async keep(): Promise<void> {
    this.#isWanted = true;
    if (this.#locks === undefined || this.#isAsking || this.#lock?.released === false) return;
    this.#isAsking = true;
    try {
      this.#lock = await this.#locks.request('screen');
    } catch {
      // Refused: a low battery, or a page that is not seen. It is asked for again when the page is seen.
    }
    this.#isAsking = false;
    if (!this.#isWanted) await this.release();
  }

  /** Nobody reads any more. */
  async release(): Promise<void> {
    this.#isWanted = false;
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release().catch(() => {});
  }
}
