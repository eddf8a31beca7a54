/**
 * How many sessions may have a transcription stream: each takes a slot when its speaker first comes and keeps it to its
 * end, so that a speaker who was let in is never refused one. Knows sessions by their ids only.
 */
import { type Refusal, refusal } from '../../protocol/errors.ts';

export class StreamSlots {
  readonly #limit: () => number;
  readonly #taken = new Set<string>();

  /** @param limit Slots there are; asked each time: it changes with what recognises. Under what is taken it takes nothing back. */
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

  /** Sessions that may still go on the air. */
  get free(): number {
    return Math.max(0, this.limit - this.taken);
  }

  /**
   * Before a speaker is seated: from its first coming to its end a session has one of the transcription streams.
   * @returns why it cannot be seated; nothing for one that has its stream already, or that is over: it would never give it back.
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

  /** Harmless for a session without one. */
  release(sessionId: string): void {
    this.#taken.delete(sessionId);
  }
}

export function noFreeStream(limit: number): Refusal {
  const message = 'Transcribe has no stream free: as many sessions are on the air as may be.';
  return refusal('TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe', limit }, message);
}
