/**
 * Judges whether the other side still gives signs of life. Pure: the time is passed in. A page that nobody sees is not judged,
 * because its timers sleep; neither is the time in which the whole computer slept.
 */

export type SignState = 'fine' | 'quiet' | 'offline';

/** Gaps between two looks, in limits, after which the page itself slept: in a page that is seen, timers are on time. */
const SLEPT_LIMITS = 2;
/** A sign that comes this long after the browser said "offline" did not come over the lost network's buffers, ms. */
const OVERRULES_OFFLINE_MS = 1_000;

export class SignWatch {
  readonly #limitMs: number;
  #sinceMs: number;
  #lookedMs: number;
  #isVisible = true;
  /** When the browser said that there is no network. */
  #offlineMs: number | undefined;

  /** @param limitMs Time without a sign after which it is quiet. Begins visible, online and with a sign. */
  constructor(limitMs: number, nowMs: number) {
    this.#limitMs = limitMs;
    this.#sinceMs = nowMs;
    this.#lookedMs = nowMs;
  }

  /** Something has come from the other side. A sign overrules the browser, which knows nothing of a server on this machine. */
  sign(nowMs: number): void {
    this.#sinceMs = nowMs;
    if (this.#offlineMs !== undefined && nowMs - this.#offlineMs >= OVERRULES_OFFLINE_MS) this.#offlineMs = undefined;
  }

  /** The page is seen, or not seen any more. */
  visible(isVisible: boolean, nowMs: number): void {
    if (isVisible && !this.#isVisible) this.#begin(nowMs);
    this.#isVisible = isVisible;
  }

  /** What the browser says of the network. */
  online(isOnline: boolean, nowMs: number): void {
    if (isOnline && this.#offlineMs !== undefined) this.#begin(nowMs);
    this.#offlineMs = isOnline ? undefined : (this.#offlineMs ?? nowMs);
  }

  /** Time since the last sign, or since judging began anew, ms. */
  quietMs(nowMs: number): number {
    return nowMs - this.#sinceMs;
  }

  /** Look at least once a second. */
  state(nowMs: number): SignState {
    if (nowMs - this.#lookedMs > SLEPT_LIMITS * this.#limitMs) this.#begin(nowMs);
    this.#lookedMs = nowMs;
    if (this.#offlineMs !== undefined) return 'offline';
    return this.#isVisible && this.quietMs(nowMs) >= this.#limitMs ? 'quiet' : 'fine';
  }

  #begin(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#lookedMs = nowMs;
  }
}
