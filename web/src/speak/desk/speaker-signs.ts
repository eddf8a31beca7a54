/**
 * Whether the speaker gets through: while audio is sent, by its acknowledgements; while muted or paused, by the answers to
 * heartbeats. Pure: the time is passed in, ms.
 */
import { type SignState, SignWatch } from '../../liveness/sign-watch.ts';

/** Without an acknowledgement for so long, what is said does not get through. */
const UNACKNOWLEDGED_MS = 3_000;
/** Two heartbeats and the way back. */
const UNANSWERED_MS = 12_000;
/** Chunks come every 100 ms; a page that is busy may send them in bunches. */
const SENDING_MS = 1_000;

export class SpeakerSigns {
  readonly #audio: SignWatch;
  readonly #any: SignWatch;
  #sentMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number) {
    this.#audio = new SignWatch(UNACKNOWLEDGED_MS, nowMs);
    this.#any = new SignWatch(UNANSWERED_MS, nowMs);
  }

  /** A chunk is given to the client. */
  sent(nowMs: number): void {
    // The first after a pause: nothing could be acknowledged before it.
    if (!this.#isSending(nowMs)) this.#audio.sign(nowMs);
    this.#sentMs = nowMs;
  }

  acknowledged(nowMs: number): void {
    this.#audio.sign(nowMs);
    this.#any.sign(nowMs);
  }

  /** Any other message of the server, a greeting or the answer to a heartbeat. */
  sign(nowMs: number): void {
    this.#any.sign(nowMs);
  }

  /** A new socket: both begin anew. */
  greeted(nowMs: number): void {
    this.acknowledged(nowMs);
  }

  visible(isVisible: boolean, nowMs: number): void {
    for (const watch of [this.#audio, this.#any]) watch.visible(isVisible, nowMs);
  }

  online(isOnline: boolean, nowMs: number): void {
    for (const watch of [this.#audio, this.#any]) watch.online(isOnline, nowMs);
  }

  /** Look at least once a second. */
  state(nowMs: number): SignState {
    const any = this.#any.state(nowMs);
    const audio = this.#audio.state(nowMs);
    if (any !== 'fine') return any;
    return audio === 'quiet' && !this.#isSending(nowMs) ? 'fine' : audio;
  }

  #isSending(nowMs: number): boolean {
    return nowMs - this.#sentMs <= SENDING_MS;
  }
}
