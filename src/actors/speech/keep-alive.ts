/**
 * In: decides when a stream without speech is sent silence, and when it is no longer kept open. Sends nothing itself and
 * reads no clock.
 */
import { msToBytes } from '../../audio/pcm.ts';
import type { MonotonicMs } from '../../protocol/times.ts';

/** One keep-alive event: 100 ms of silence. */
export const SILENCE_MS = 100;
export const SILENCE = new Uint8Array(msToBytes(SILENCE_MS));
/**
 * An open microphone that sends nothing may only be late, and silence sent in the middle of a word would break the word.
 * This time covers the largest chunk (1.024 s), which is sent only when it is complete, and a network delay of the same
 * length.
 */
const LATE_MS = 2_000;
/**
 * Audio that arrives faster than it is spoken counts as still being spoken for as long as it is ahead, up to this bound. It
 * is far below the service's limit of 15 s, so that silence follows a recording that was sent at once, too.
 */
const MAX_AHEAD_MS = 5_000;
/** Silence is sent in real time for this long after the last audio, so that the recogniser notices the end of the sentence. */
export const CLOSING_SILENCE_MS = 5_000;
/**
 * A live stream answers within 2.5 s of closing silence. Only silence sent in the first 2.5 s is watched, because only it has
 * 2.5 s more after it.
 */
export const ANSWERED_MS = CLOSING_SILENCE_MS / 2;
/** After that, often enough for the service's 15 s rule. */
export const KEEP_ALIVE_EVERY_MS = 5_000;

export class KeepAlive {
  readonly #isStandby: boolean;
  /** When the audio received so far ends, from its time of receipt and its length. */
  #soundEndsAt = Number.NEGATIVE_INFINITY;
  /** When the audio sent so far ends, but not earlier than it was sent. */
  #lastAudioAt: MonotonicMs = 0;
  #lastSilenceAt = Number.NEGATIVE_INFINITY;

  /** @param isStandby The stream has no audio yet: silence must be sent at once, or the service does not answer. */
  constructor(now: MonotonicMs, isStandby: boolean) {
    this.#isStandby = isStandby;
    this.restart(now);
  }

  /** Nothing could be sent before now. */
  restart(now: MonotonicMs): void {
    this.#lastAudioAt = this.#isStandby ? now - LATE_MS : now;
  }

  /**
   * @param receivedAt When the audio came: replayed audio was spoken long before it is sent.
   * @param soundMs The length of the audio: a large chunk is sent at once, and the next one comes when its length is over.
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

  /** Enough silence follows in real time that a live stream answers. */
  isToBeAnswered(now: MonotonicMs): boolean {
    return now < this.#lastAudioAt + ANSWERED_MS;
  }
}
