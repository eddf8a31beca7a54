/** Gives recorded speech at the pace at which it was spoken. Pure: the clock is given. */
import { SAMPLE_RATE_HZ } from '../../../../src/audio/pcm.ts';

export interface PaceClock {
  /** ms, never backwards. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** A page in the background may sleep a second too long; so much may be made up for at once. */
const MOST_BEHIND_MS = 2_000;

/**
 * @param pieces mono, 16 kHz.
 * @param onGiven Called after each piece with the time that it and those before it last, ms.
 */
export async function* atNaturalPace(
  pieces: Iterable<Int16Array>,
  clock: PaceClock,
  signal: AbortSignal,
  onGiven: (ms: number) => void,
): AsyncGenerator<Int16Array, void, undefined> {
  let begin = clock.now();
  let givenMs = 0;
  for (const piece of pieces) {
    const dueMs = begin + givenMs - clock.now();
    if (dueMs > 0) await clock.sleep(dueMs);
    else if (dueMs < -MOST_BEHIND_MS) begin = clock.now() - givenMs;
    if (signal.aborted) return;
    yield piece;
    givenMs += (piece.length * 1_000) / SAMPLE_RATE_HZ;
    onGiven(givenMs);
  }
}
