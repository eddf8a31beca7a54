/**
 * Sends playback reports at the rate that the server takes: at most two a second, and never two at once. What is made faster,
 * or while there is no connection, waits; beyond 64 the oldest is dropped.
 */
import type { PlaybackReport } from '../protocol/client-messages.ts';
import type { Link } from './link.ts';
import type { Clock } from './platform.ts';

/** A report whose first sound has a time instead of an age: it may have to wait before it is sent. */
export type PlaybackNews = Omit<PlaybackReport, 'agoMs'> & {
  /** When it was first heard, or skipped, on the client's clock (default `performance.now()`). */
  readonly firstSoundAtMs: number;
};

export interface ReportCounts {
  sent: number;
  /** More than 64 waited. */
  dropped: number;
}

const INTERVAL_MS = 500;
const MAX_WAITING = 64;
/** The longest duration that the server takes. */
const MAX_MS = 600_000;

export class PlaybackReports {
  readonly counts: ReportCounts = { sent: 0, dropped: 0 };
  readonly #clock: Clock;
  readonly #waiting: PlaybackNews[] = [];
  #link: Link | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(news: PlaybackNews): void {
    this.#waiting.push(news);
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift();
      this.counts.dropped += 1;
    }
    this.#send();
  }

  /** The server has confirmed the seat on this socket. */
  seated(link: Link): void {
    this.#link = link;
    this.#send();
  }

  lost(link: Link): void {
    if (this.#link === link) this.#link = undefined;
  }

  /** Final: what waits is dropped. */
  over(): void {
    this.#link = undefined;
    this.counts.dropped += this.#waiting.splice(0).length;
    this.#clock.clearTimeout(this.#timer);
  }

  #send(): void {
    this.#clock.clearTimeout(this.#timer);
    const [news] = this.#waiting;
    if (news === undefined || !this.#link?.isOpen) return;
    const now = this.#clock.now();
    const waitMs = this.#sentAt + INTERVAL_MS - now;
    if (waitMs <= 0) {
      this.#link.say({ action: 'playbackReport', ...toReport(news, now) });
      this.#sentAt = now;
      this.#waiting.shift();
      this.counts.sent += 1;
    }
    this.#timer = this.#clock.setTimeout(() => this.#send(), waitMs > 0 ? waitMs : INTERVAL_MS);
  }
}

function toReport(news: PlaybackNews, now: number): PlaybackReport {
  const { resultId, segment, epoch, outcome, firstSoundAtMs, durationMs, delayMs, queuedMs, playbackRate } = news;
  return {
    resultId,
    ...(segment === undefined ? {} : { segment }),
    ...(epoch === undefined ? {} : { epoch }),
    outcome,
    agoMs: toWholeMs(now - firstSoundAtMs),
    durationMs: toWholeMs(durationMs),
    delayMs: toWholeMs(delayMs),
    queuedMs: toWholeMs(queuedMs),
    playbackRate: Math.round(playbackRate * 1_000) / 1_000,
  };
}

function toWholeMs(ms: number): number {
  return Math.round(Math.min(Math.max(ms, 0), MAX_MS));
}
