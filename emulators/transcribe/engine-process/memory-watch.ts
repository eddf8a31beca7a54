/** What is to be done about the memory of the processes of one place: each has a bound, and the place a pace. Pure. */
import type { EngineStatus } from './engine-messages.ts';
import { type MemoryBound, memoryBound, SPEAKER_BYTES } from './memory-bound.ts';

/** A process is replaced at most so often in one place, whether that succeeds or not. */
const RECYCLE_EVERY_MS = 60_000;
/** Without a decode in so long a process counts as warm. */
const WARM_AFTER_MS = 30_000;
const RAISE = 1.25;

/** `raised`: it is over its bound so soon after the one before that it must be the bound that is too low; it was raised. */
export type MemoryVerdict = 'fine' | 'recycle' | 'raised' | 'end';

/** Of a place, whatever process is in it. */
export class RecyclePace {
  #raisedBy = 1;
  #nextAt = Number.NEGATIVE_INFINITY;
  #isFresh = false;

  /** 1 or more. */
  get raisedBy(): number {
    return this.#raisedBy;
  }

  /** A process was replaced for its memory, or could not be. */
  recycled(now: number, isReplaced: boolean): void {
    this.#nextAt = now + RECYCLE_EVERY_MS;
    this.#isFresh = isReplaced;
  }

  /** A process in it, which is not leaving, is over its bound. At most one raise for each replacement. */
  over(now: number): MemoryVerdict {
    if (now >= this.#nextAt) return 'recycle';
    if (!this.#isFresh) return 'fine';
    this.#isFresh = false;
    this.#raisedBy *= RAISE;
    return 'raised';
  }
}

/** Of one process. */
export class MemoryWatch {
  readonly #loadedBytes: number;
  readonly #setBytes: number | undefined;
  readonly #readyAt: number;
  readonly #pace: RecyclePace;
  /** Undefined until it is warm: the first decode of a large model takes memory that stays. */
  #warmBytes: number | undefined;
  #mostSpeakers = 0;

  /** @param readyAt ms, when its model was loaded. */
  constructor(loadedBytes: number, setBytes: number | undefined, readyAt: number, pace: RecyclePace) {
    this.#loadedBytes = loadedBytes;
    this.#setBytes = setBytes;
    this.#readyAt = readyAt;
    this.#pace = pace;
  }

  /** @param isLeaving Another has taken over. @param now ms. */
  note(status: EngineStatus, speakers: number, isLeaving: boolean, now: number): MemoryVerdict {
    this.#mostSpeakers = Math.max(this.#mostSpeakers, speakers);
    const { rssBytes } = status;
    if (status.longestDecodeMs !== undefined || now - this.#readyAt >= WARM_AFTER_MS) {
      this.#warmBytes ??= rssBytes - speakers * SPEAKER_BYTES;
    }
    const { retireBytes, endBytes } = this.#bound(speakers);
    if (rssBytes > endBytes) return 'end';
    return isLeaving || rssBytes <= retireBytes ? 'fine' : this.#pace.over(now);
  }

  #bound(speakers: number): MemoryBound {
    return memoryBound({
      baseBytes: Math.max(this.#loadedBytes, this.#warmBytes ?? 0),
      setBytes: this.#setBytes,
      speakers,
      mostSpeakers: this.#mostSpeakers,
      raisedBy: this.#pace.raisedBy,
    });
  }
}
