/** Decides what to do about the memory of a slot's processes: each process has a bound, and the slot a rate limit. Pure. */
import type { EngineStatus } from './engine-messages.ts';
import { type MemoryBound, memoryBound, SPEAKER_BYTES } from './memory-bound.ts';

/** Shortest time between two replacements in one slot, whether the first succeeded or not. */
const RECYCLE_EVERY_MS = 60_000;
/** A process without a decode counts as warm after this time. */
const WARM_AFTER_MS = 30_000;
const RAISE = 1.25;

/** `raised`: the process is over its bound so soon after the one before it that the bound was too low. It was raised. */
export type MemoryVerdict = 'fine' | 'recycle' | 'raised' | 'end';

/** How often the processes of one slot may be replaced. */
export class RecyclePace {
  #raisedBy = 1;
  #nextAt = Number.NEGATIVE_INFINITY;
  #isFresh = false;

  /** Factor of the bound, 1 or more. */
  get raisedBy(): number {
    return this.#raisedBy;
  }

  /** Call when a process was replaced because of its memory, or could not be. */
  recycled(now: number, isReplaced: boolean): void {
    this.#nextAt = now + RECYCLE_EVERY_MS;
    this.#isFresh = isReplaced;
  }

  /** Call when a process that is not retired is over its bound. Raises the bound at most once for each replacement. */
  over(now: number): MemoryVerdict {
    if (now >= this.#nextAt) return 'recycle';
    if (!this.#isFresh) return 'fine';
    this.#isFresh = false;
    this.#raisedBy *= RAISE;
    return 'raised';
  }
}

/** The memory of one process. */
export class MemoryWatch {
  readonly #loadedBytes: number;
  readonly #setBytes: number | undefined;
  readonly #readyAt: number;
  readonly #pace: RecyclePace;
  /** Undefined until the process is warm: the first decode of a large model takes memory that it keeps. */
  #warmBytes: number | undefined;
  #mostSpeakers = 0;

  /** @param readyAt when its model had loaded, ms. */
  constructor(loadedBytes: number, setBytes: number | undefined, readyAt: number, pace: RecyclePace) {
    this.#loadedBytes = loadedBytes;
    this.#setBytes = setBytes;
    this.#readyAt = readyAt;
    this.#pace = pace;
  }

  /** @param isLeaving another process has taken over. @param now ms. */
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
