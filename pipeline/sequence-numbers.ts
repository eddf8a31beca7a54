/**
 * Numbers the messages of one session and language. Numbers rise in the order of delivery, also across restarts of the process.
 * A number is epoch x 10^11 + the transcript's end on the session clock (ms) x 1000; without the clock, its Unix
 * time (ms) x 1000. If that is not more than the last number, it is the last number plus one. Never above 2^53.
 */
import { BoundedMap } from '../src/audio/bounded-map.ts';
import type { TranscriptPayload } from './payload.ts';

const PER_MS = 1_000;
const PER_EPOCH = 1e11;
const MAX_EPOCH = 90_000;
const MAX_REMEMBERED = 10_000;

export class SequenceNumbers {
  readonly #last = new BoundedMap<string, number>(MAX_REMEMBERED);

  /**
   * @returns a function that takes the next number at each call: in a row, as long as nobody else takes numbers of this session
   * and language in between.
   */
  start(payload: TranscriptPayload, language: string): () => number {
    const key = JSON.stringify([payload.sessionId, payload.epoch ?? 0, language]);
    const first = origin(payload);
    return () => {
      const number = Math.max(first, (this.#last.get(key) ?? -1) + 1);
      this.#last.set(key, number);
      return number;
    };
  }
}

function origin({ epoch = 0, endTimeMs, timestamp }: TranscriptPayload): number {
  if (endTimeMs === undefined) return Math.trunc(timestamp) * PER_MS;
  return Math.min(Math.trunc(epoch), MAX_EPOCH) * PER_EPOCH + Math.trunc(endTimeMs) * PER_MS;
}
