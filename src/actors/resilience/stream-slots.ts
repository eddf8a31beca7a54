/**
 * Limits how many sessions may have a transcription stream. A session takes a slot when its speaker first connects and keeps
 * it to its end, so that a speaker who was admitted is never refused a stream. Knows sessions by their ids only.
 */
import { type Refusal, refusal } from '../../protocol/errors.ts';

export class StreamSlots {
  readonly #limit: () => number;
  readonly #taken = new Set<string>();

  /** @param limit The number of slots, asked each time: it changes with the recogniser. A lower limit takes no slot back. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit();
  }

  get taken(): number {
    return this.#taken.size;
  }

  get isFull(): boolean {
    return this.#taken.size >= this.limit;
  }

  /** Slots that are free. */
  get free(): number {
    return Math.max(0, this.limit - this.taken);
  }

  /**
   * Takes a slot for the session, before its speaker takes the seat.
   * @returns why there is none; undefined also for a session that has its slot already, or that is over: it would never
   *   give a slot back.
   */
  admit({ info: { sessionId }, isLive }: { readonly info: { readonly sessionId: string }; readonly isLive: boolean }) {
    return !isLive || this.take(sessionId) ? undefined : noFreeStream(this.limit);
  }

  /** Idempotent: a session has one slot. @returns false when none is free. */
  take(sessionId: string): boolean {
    if (this.#taken.has(sessionId)) return true;
    if (this.isFull) return false;
    this.#taken.add(sessionId);
    return true;
  }

  /** Harmless for a session without a slot. */
  release(sessionId: string): void {
    this.#taken.delete(sessionId);
  }
}

export function noFreeStream(limit: number): Refusal {
  const message = 'All transcription streams are in use. Try again in 5 s.';
  return refusal('TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe', limit }, message);
}
