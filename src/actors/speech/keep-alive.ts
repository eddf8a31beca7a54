/**
 * When a stream without speech is sent silence, and when it is no longer worth it. Sends nothing itself; has no clock of
 * its own.
 */
import { msToBytes } from '../../audio/pcm.ts';
import type { MonotonicMs } from '../../protocol/times.ts';

/** One keep-alive event: 100 ms of silence. */
const SILENCE_MS = 100;
export const SILENCE = new Uint8Array(msToBytes(SILENCE_MS));
/**
 * An open microphone that sends nothing may just be late: silence put into a word would break it. Room for the largest
 * chunk (1.024 s), which comes when its last sample has been said, and for as much again that the network holds it back.
 */
const LATE_MS = 2_000;
/**
 * Audio that came faster than it is spoken is still being said for as long as it is ahead, up to here. Far below the
 * service's 15 s: one who hands in a recording at once is followed by silence all the same.
 */
const MAX_AHEAD_MS = 5_000;
/** For this long after the last audio silence flows in real time, so that the recogniser hears that the sentence is over. */
const CLOSING_SILENCE_MS = 5_000;
/** So early in it enough of it follows for the service to answer: one that says nothing to all of it has gone dumb. */
const ANSWERED_MS = CLOSING_SILENCE_MS / 2;
/** After that, often enough for the service's 15 s rule. */
const KEEP_ALIVE_EVERY_MS = 5_000;

export class KeepAlive {
  readonly #isStandby: boolean;
  /** When the sound that came so far is over, by the time it came at and by its length. */
  #soundEndsAt = Number.NEGATIVE_INFINITY;
  /** The same of what was sent, but not before it was sent. */
  #lastAudioAt: MonotonicMs = 0;
  #lastSilenceAt = Number.NEGATIVE_INFINITY;

  /** @param isStandby It has no audio to open with: silence must flow at once, or the service does not answer. */
  constructor(now: MonotonicMs, isStandby: boolean) {
    this.#isStandby = isStandby;
    this.restart(now);
  }

  /** Nothing could be sent before now. */
  restart(now: MonotonicMs): void {
    this.#lastAudioAt = this.#isStandby ? now - LATE_MS : now;
  }

  /**
   * @param receivedAt When it came: what is replayed was said long ago.
   * @param soundMs How long it sounds: a large chunk is sent in a moment, and the next one follows when it would be over.
   */
  sentAudio(now: MonotonicMs, receivedAt: MonotonicMs, soundMs: number): void {
    const endsAt = Math.max(receivedAt, this.#soundEndsAt) + soundMs;
    this.#soundEndsAt = Math.min(endsAt, receivedAt + Math.max(soundMs, MAX_AHEAD_MS));
    this.#lastAudioAt = Math.max(now, this.#soundEndsAt);
  }

  sentSilence(now: MonotonicMs): void {
    this.#lastSilenceAt = now;
  }

  /** @param isGateOpen Speech may come at any moment. */
  nextAt(isGateOpen: boolean): number {
    const from = isGateOpen ? this.#lastAudioAt + LATE_MS : this.#lastAudioAt;
    const isClosing = this.#lastSilenceAt < this.#lastAudioAt + CLOSING_SILENCE_MS;
    return Math.max(from, this.#lastSilenceAt + (isClosing ? SILENCE_MS : KEEP_ALIVE_EVERY_MS));
  }

  /** @param silenceMs How long a stream without audio is kept. */
  quietAt(silenceMs: number): number {
    return this.#lastAudioAt + silenceMs;
  }

  /** Silence sent now is followed by more of it in real time, which the service cannot leave unanswered. */
  isToBeAnswered(now: MonotonicMs): boolean {
    return now < this.#lastAudioAt + ANSWERED_MS;
  }
}
