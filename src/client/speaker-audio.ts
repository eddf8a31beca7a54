/**
 * The speaker's way out: holds speech until it is answered for, sends it as fast as the server takes it, and sends again
 * what a lost socket left unanswered. At any moment one socket alone has chunks in flight, so that order is kept.
 */
import { TRANSPORT_MESSAGE_BYTES } from '../protocol/limits.ts';
import { AudioRing } from './audio-ring.ts';
import { type Incoming, isMessage, type Overflow } from './client-events.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';
import { isAboutAudio, RostrumError } from './rostrum-error.ts';
import { SendPace } from './send-pace.ts';

/** Of one socket, not yet taken by the network: two seconds of speech. */
const MAX_UNSENT_BYTES = 64_000;
/** A refresh waits this long for the answers to what went out on the old socket; it stays open for 1 s at least. */
const HANDOVER_MS = 3_000;

export interface AudioCounts {
  /** Chunks the server acknowledged; it may have dropped some while paused or muted. */
  readonly acknowledged: number;
  /** Chunks the server refused: in a wrong form, too large, or over its rate. */
  readonly refused: number;
  /** Chunks that went for lack of room. */
  readonly overflowed: number;
  readonly inFlight: number;
  readonly waiting: number;
}

export interface SpeakerAudioParts {
  readonly clock: Clock;
  readonly maxBytes: number;
  readonly maxChunksPerSecond: number;
  /** On an open socket this long without any answer to a chunk, and nobody waits for it any longer. */
  readonly patienceMs: number;
  readonly onOverflow: (overflow: Overflow) => void;
}

interface Waiter {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: RostrumError) => void;
}

export class SpeakerAudio {
  readonly #parts: SpeakerAudioParts;
  readonly #ring: AudioRing;
  readonly #pace: SendPace;
  readonly #waiters = new Set<Waiter>();
  #link: Link | undefined;
  /** The socket to move to, once everything on the other is answered. */
  #next: Link | undefined;
  /** The present socket's server is going away: what it drops from now on is said again on the next one. */
  #isLeaving = false;
  #handover: unknown;
  #patience: unknown;
  /** Who waits for something of its own, and not for longer than the connection. */
  readonly #others = new Set<(ending: RostrumError) => void>();
  #pump: unknown;
  #counts = { acknowledged: 0, refused: 0, overflowed: 0 };
  #ending: RostrumError | undefined;

  constructor(parts: SpeakerAudioParts) {
    this.#parts = parts;
    this.#ring = new AudioRing(parts.maxBytes);
    this.#pace = new SendPace(parts.maxChunksPerSecond);
  }

  get counts(): AudioCounts {
    const { inFlight, waiting } = this.#ring;
    return { ...this.#counts, inFlight, waiting };
  }

  /** @param pcm Kept, not copied. @throws RostrumError once the connection is closed; RangeError for over 1 MiB. */
  send(pcm: Uint8Array): void {
    if (this.#ending) throw this.#ending;
    // The server would not refuse it but drop the connection, and again after every reconnect.
    if (pcm.length > TRANSPORT_MESSAGE_BYTES) throw new RangeError(`A chunk of ${pcm.length} bytes cannot be sent.`);
    const overflow = this.#ring.push(pcm);
    if (overflow.chunks > 0) {
      this.#counts.overflowed += overflow.chunks;
      this.#parts.onOverflow(overflow);
    }
    this.#send();
  }

  /** The same promise; but @throws RostrumError when the connection is closed before. */
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
   * When there is room for as much, without anything having to go. @throws RostrumError when the connection is closed, or
   * open and without an answer for too long.
   */
  roomFor(bytes: number): Promise<void> {
    return this.#until(() => this.#ring.hasRoomFor(bytes));
  }

  /** When everything is answered. @throws RostrumError as `roomFor`. */
  drained(): Promise<void> {
    return this.#until(() => this.#ring.bytes === 0);
  }

  seated(link: Link): void {
    if (this.#link === undefined || this.#ring.inFlight === 0) {
      this.#moveTo(link);
      return;
    }
    this.#next = link;
    this.#handover = this.#parts.clock.setTimeout(() => this.#moveTo(this.#next), HANDOVER_MS);
  }

  received(link: Link, message: Incoming, wasAsked: boolean): void {
    if (link !== this.#link) return;
    if (message.type === 'serverDraining') this.#isLeaving = true;
    if (message.type === 'audioReceived') {
      const isKept = this.#isLeaving && message.dropped === 'draining';
      if (!isKept && this.#answered()) this.#counts.acknowledged += 1;
    } else if (isMessage(message, 'error') && !wasAsked) {
      const isChunk = isAboutAudio(message);
      // Refused for being replaced: the next socket is not.
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
    this.#parts.clock.clearTimeout(this.#handover);
    this.#parts.clock.clearTimeout(this.#pump);
    this.#giveUpWaiting(error);
    for (const reject of this.#others) reject(error);
    this.#others.clear();
  }

  #moveTo(link: Link | undefined): void {
    this.#parts.clock.clearTimeout(this.#handover);
    this.#link = link;
    this.#next = undefined;
    this.#isLeaving = false;
    this.#ring.rewind();
    this.#pace.reset();
    this.#bePatient();
    this.#send();
  }

  #answered(): boolean {
    const wasInFlight = this.#ring.answer();
    if (wasInFlight) {
      this.#pace.answered(this.#parts.clock.now());
      this.#bePatient();
    }
    return wasInFlight;
  }

  /**
   * Over its rate the server drops chunks with one error a second for all of them: the others get no answer. A heartbeat
   * behind them finds out: when it is answered, what is still without an answer will never have one.
   */
  #refused(link: Link, isChunk: boolean): void {
    if (isChunk && this.#answered()) this.#counts.refused += 1;
    if (this.#ring.inFlight === 0) return;
    const { mark } = this.#ring;
    link.beat(() => {
      if (this.#link !== link) return;
      this.#counts.refused += this.#ring.answerUpTo(mark);
      this.#bePatient();
    });
  }

  #send(): void {
    const { clock } = this.#parts;
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

  /** Something has come of what was sent: whoever waits for more has all the time again. */
  #bePatient(): void {
    const { clock, patienceMs } = this.#parts;
    clock.clearTimeout(this.#patience);
    if (this.#waiters.size === 0) return;
    this.#patience = clock.setTimeout(() => {
      // How long a connection may be away is not for us to say.
      if (!this.#link?.isOpen) this.#bePatient();
      else this.#giveUpWaiting(new RostrumError('REQUEST_TIMEOUT', `Chunks were not answered for ${patienceMs} ms.`));
    }, patienceMs);
  }

  #giveUpWaiting(error: RostrumError): void {
    this.#parts.clock.clearTimeout(this.#patience);
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }

  #until(isDone: () => boolean): Promise<void> {
    if (this.#ending) return Promise.reject(this.#ending);
    if (isDone()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.add({ isDone, resolve, reject });
      if (this.#waiters.size === 1) this.#bePatient();
    });
  }
}
