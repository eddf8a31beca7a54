/**
 * Sends the speaker's audio: holds it until the server has answered it, sends it as fast as the server accepts it, and
 * sends again what a lost socket left unanswered. Only one socket at a time has chunks in flight, which keeps the
 * order.
 */
import { TRANSPORT_MESSAGE_BYTES } from '../protocol/limits.ts';
import { AudioRing } from './audio-ring.ts';
import { type Incoming, isMessage, type Overflow } from './client-events.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';
import { isAboutAudio, RostrumError } from './rostrum-error.ts';
import { SendPace } from './send-pace.ts';

/** Limit of a socket's unsent bytes: two seconds of speech. */
const MAX_UNSENT_BYTES = 64_000;
/** How long a refresh waits for the answers on the old socket. The server keeps that socket open for 1 s at least. */
const HANDOVER_MS = 3_000;

export interface AudioCounts {
  /** Chunks that the server acknowledged; it may have dropped some of them while paused or muted. */
  readonly acknowledged: number;
  /** Chunks that the server refused: wrong format, too large, or over its rate. */
  readonly refused: number;
  /** Chunks that were dropped because more was held than `maxHeldMs`. */
  readonly overflowed: number;
  readonly inFlight: number;
  readonly waiting: number;
}

export interface SpeakerAudioDeps {
  readonly clock: Clock;
  readonly maxBytes: number;
  readonly maxChunksPerSecond: number;
  /** On an open socket, `roomFor` and `drained` reject after this time without an answer to a chunk. */
  readonly patienceMs: number;
  readonly onOverflow: (overflow: Overflow) => void;
}

interface Waiter {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: RostrumError) => void;
}

export class SpeakerAudio {
  readonly #deps: SpeakerAudioDeps;
  readonly #ring: AudioRing;
  readonly #pace: SendPace;
  readonly #waiters = new Set<Waiter>();
  #link: Link | undefined;
  /** The socket to move to when everything on the present one is answered. */
  #next: Link | undefined;
  /** The present socket's server is draining: chunks that it drops from now on are sent again on the next socket. */
  #isLeaving = false;
  #handover: unknown;
  #patience: unknown;
  /** Reject functions of `orOver`: work that must not outlast the connection. */
  readonly #others = new Set<(ending: RostrumError) => void>();
  #pump: unknown;
  #counts = { acknowledged: 0, refused: 0, overflowed: 0 };
  #ending: RostrumError | undefined;

  constructor(deps: SpeakerAudioDeps) {
    this.#deps = deps;
    this.#ring = new AudioRing(deps.maxBytes);
    this.#pace = new SendPace(deps.maxChunksPerSecond);
  }

  get counts(): AudioCounts {
    const { inFlight, waiting } = this.#ring;
    return { ...this.#counts, inFlight, waiting };
  }

  /** @param pcm Kept, not copied. @throws RostrumError once the connection is closed; RangeError for over 1 MiB. */
  send(pcm: Uint8Array): void {
    if (this.#ending) throw this.#ending;
    // The server would drop the connection because of it, and again after every reconnect.
    if (pcm.length > TRANSPORT_MESSAGE_BYTES) {
      throw new RangeError(`The chunk has ${pcm.length} bytes; at most ${TRANSPORT_MESSAGE_BYTES} can be sent.`);
    }
    const overflow = this.#ring.push(pcm);
    if (overflow.chunks > 0) {
      this.#counts.overflowed += overflow.chunks;
      this.#deps.onOverflow(overflow);
    }
    this.#send();
  }

  /** @returns a promise with the result of `work`. @throws RostrumError when the connection is closed before that. */
  orOver<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#others.add(reject);
      const settle = (run: () => void) => {
        this.#others.delete(reject);
        run();
      };
      work.then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
      if (this.#ending) reject(this.#ending);
    });
  }

  /**
   * Resolves when that many bytes can be held without dropping any. @throws RostrumError when the connection is closed,
   * or open without an answer for too long.
   */
  roomFor(bytes: number): Promise<void> {
    return this.#until(() => this.#ring.hasRoomFor(bytes));
  }

  /** Resolves when everything is answered. @throws RostrumError as `roomFor`. */
  drained(): Promise<void> {
    return this.#until(() => this.#ring.bytes === 0);
  }

  seated(link: Link): void {
    if (this.#link === undefined || this.#ring.inFlight === 0) {
      this.#moveTo(link);
      return;
    }
    this.#next = link;
    this.#handover = this.#deps.clock.setTimeout(() => this.#moveTo(this.#next), HANDOVER_MS);
  }

  received(link: Link, message: Incoming, wasAsked: boolean): void {
    if (link !== this.#link) return;
    if (message.type === 'serverDraining') this.#isLeaving = true;
    if (message.type === 'audioReceived') {
      const isKept = this.#isLeaving && message.dropped === 'draining';
      if (!isKept && this.#answered()) this.#counts.acknowledged += 1;
    } else if (isMessage(message, 'error') && !wasAsked) {
      const isChunk = isAboutAudio(message);
      // Refused because the socket has been replaced: go on with the next one.
      if (this.#next && !isChunk) this.#moveTo(this.#next);
      else this.#refused(link, isChunk);
    }
    if (this.#next && this.#ring.inFlight === 0) this.#moveTo(this.#next);
    this.#send();
  }

  lost(link: Link): void {
    if (link === this.#next) this.#next = undefined;
    if (link === this.#link) this.#moveTo(this.#next);
  }

  over(error: RostrumError): void {
    this.#ending = error;
    this.#link = undefined;
    this.#deps.clock.clearTimeout(this.#handover);
    this.#deps.clock.clearTimeout(this.#pump);
    this.#giveUpWaiting(error);
    for (const reject of this.#others) reject(error);
    this.#others.clear();
  }

  #moveTo(link: Link | undefined): void {
    this.#deps.clock.clearTimeout(this.#handover);
    this.#link = link;
    this.#next = undefined;
    this.#isLeaving = false;
    this.#ring.rewind();
    this.#pace.reset();
    this.#restartPatience();
    this.#send();
  }

  #answered(): boolean {
    const wasInFlight = this.#ring.answer();
    if (wasInFlight) {
      this.#pace.answered(this.#deps.clock.now());
      this.#restartPatience();
    }
    return wasInFlight;
  }

  /**
   * Over its rate the server drops chunks and sends only one error a second for all of them. A heartbeat sent after
   * them finds the others: when it is answered, a chunk before it that is still unanswered will never be answered.
   */
  #refused(link: Link, isChunk: boolean): void {
    if (isChunk && this.#answered()) this.#counts.refused += 1;
    if (this.#ring.inFlight === 0) return;
    const { mark } = this.#ring;
    link.beat(() => {
      if (this.#link !== link) return;
      this.#counts.refused += this.#ring.answerUpTo(mark);
      this.#restartPatience();
    });
  }

  #send(): void {
    const { clock } = this.#deps;
    clock.clearTimeout(this.#pump);
    const link = this.#next || this.#isLeaving ? undefined : this.#link;
    while (link?.isOpen && this.#ring.waiting > 0 && link.unsentBytes < MAX_UNSENT_BYTES) {
      const waitMs = this.#pace.waitMs(this.#ring.inFlight, clock.now());
      if (waitMs === undefined) break;
      if (waitMs > 0) {
        this.#pump = clock.setTimeout(() => this.#send(), waitMs);
        break;
      }
      const chunk = this.#ring.next();
      if (chunk) link.sendAudio(chunk);
    }
    for (const waiter of [...this.#waiters]) {
      if (!waiter.isDone()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
    if (this.#waiters.size === 0) clock.clearTimeout(this.#patience);
  }

  /** An answer came, or the socket changed: the time limit of the waiting calls starts again. */
  #restartPatience(): void {
    const { clock, patienceMs } = this.#deps;
    clock.clearTimeout(this.#patience);
    if (this.#waiters.size === 0) return;
    this.#patience = clock.setTimeout(() => {
      // The time limit of a lost connection is not decided here.
      if (!this.#link?.isOpen) this.#restartPatience();
      else
        this.#giveUpWaiting(
          new RostrumError('REQUEST_TIMEOUT', `The server has not answered any audio for ${patienceMs} ms.`),
        );
    }, patienceMs);
  }

  #giveUpWaiting(error: RostrumError): void {
    this.#deps.clock.clearTimeout(this.#patience);
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }

  #until(isDone: () => boolean): Promise<void> {
    if (this.#ending) return Promise.reject(this.#ending);
    if (isDone()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.add({ isDone, resolve, reject });
      if (this.#waiters.size === 1) this.#restartPatience();
    });
  }
}
