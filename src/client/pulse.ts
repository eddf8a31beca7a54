/**
 * Decides when a connection needs a heartbeat and when it counts as lost. Pure: the time is passed in, ms. It judges by answers
 * that were asked for, never by a silence alone: timers of a page in the background, or of a computer that slept, come late.
 */

export interface PulseSettings {
  /** Time without a frame from the other side after which a heartbeat asks for one. */
  readonly heartbeatMs: number;
  /** Time without a frame after which the connection counts as lost. */
  readonly lostAfterMs: number;
}

export type Verdict = 'wait' | 'beat' | 'lost';

/** A connection that is checked answers within it, or counts as lost. */
export const CHECK_MS = 4_000;
/** An answer has at least this time, whatever the settings. */
const MIN_ANSWER_MS = 1_000;
/** A side that only receives sends something all the same. */
const MAX_UNSENT_MS = 30_000;
/** A timer that comes so much later was asleep. */
export const SLEPT_MS = 2_000;
/** Timers may stay so slow for hours. So many late looks in a row without a frame are an answer too. */
const MAX_LATE_LOOKS = 3;

export class Pulse {
  readonly #settings: PulseSettings;
  #heardMs: number;
  #sentMs: number;
  /** When the next look is due, as it was promised. */
  #dueMs: number;
  /** Until when a heartbeat must be answered by any frame. */
  #answerByMs: number | undefined;
  #lateLooks = 0;

  constructor(settings: PulseSettings, nowMs: number) {
    this.#settings = settings;
    this.#heardMs = nowMs;
    this.#sentMs = nowMs;
    this.#dueMs = nowMs;
  }

  /** Any frame has come. @returns whether it answered a heartbeat: the next look is due sooner than was said before. */
  heard(nowMs: number): boolean {
    const isAnswer = this.#answerByMs !== undefined;
    this.#heardMs = nowMs;
    this.#answerByMs = undefined;
    this.#lateLooks = 0;
    return isAnswer;
  }

  /** Anything was sent. */
  sent(nowMs: number): void {
    this.#sentMs = nowMs;
  }

  /** Somebody has a reason to doubt the connection. @returns whether a heartbeat is to be sent now. */
  check(nowMs: number): boolean {
    const byMs = nowMs + CHECK_MS;
    if (this.#answerByMs !== undefined && this.#answerByMs <= byMs) return false;
    this.#answerByMs = byMs;
    return true;
  }

  /** To be called when `delayMs` is over. */
  look(nowMs: number): Verdict {
    if (nowMs - this.#dueMs > SLEPT_MS) {
      this.#lateLooks += 1;
      if (this.#lateLooks > MAX_LATE_LOOKS) return 'lost';
      this.#answerByMs = nowMs + CHECK_MS;
      return 'beat';
    }
    if (this.#answerByMs !== undefined) return nowMs >= this.#answerByMs ? 'lost' : 'wait';
    const { heartbeatMs, lostAfterMs } = this.#settings;
    if (nowMs < this.#beatMs) return 'wait';
    this.#answerByMs = nowMs + Math.max(lostAfterMs - heartbeatMs, MIN_ANSWER_MS);
    return 'beat';
  }

  /** @returns the time until the next look. */
  delayMs(nowMs: number): number {
    this.#dueMs = Math.max(nowMs, this.#answerByMs ?? this.#beatMs);
    return this.#dueMs - nowMs;
  }

  get #beatMs(): number {
    return Math.min(this.#heardMs + this.#settings.heartbeatMs, this.#sentMs + MAX_UNSENT_MS);
  }
}
