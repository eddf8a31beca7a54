/**
 * Speech between its arrival and its turn to be heard: a jitter buffer. Puts it in order, lets nothing be heard twice, and
 * skips ahead when too much waits. Knows numbers and times only; plays nothing and looks at no clock.
 */

export interface Clip {
  /** Rises with each piece of a session and language; the gaps between two sentences mean nothing. */
  readonly sequenceNumber: number;
  /** Of a sentence that came in pieces, from 1; pieces have numbers in a row. */
  readonly part: number;
  /** Nothing of its sentence follows. */
  readonly isLast: boolean;
  readonly durationMs: number;
}

export interface PlayoutLimits {
  /** A sentence waits this long for one that should have come before it, ms. */
  readonly holdMs: number;
  /** The rest of a sentence is waited for this long, ms. */
  readonly partWaitMs: number;
  /** When more than this waits, ms, whole sentences go, the oldest first, ... */
  readonly maxBehindMs: number;
  /** ... until no more than this is left. */
  readonly keptMs: number;
}

export const PLAYOUT_LIMITS: PlayoutLimits = { holdMs: 200, partWaitMs: 2_000, maxBehindMs: 20_000, keptMs: 6_000 };

export interface PlayoutCounts {
  /** Handed out to be played. */
  taken: number;
  /** Skipped to catch up. */
  skipped: number;
  /** Came when something after it had been played already. */
  late: number;
  /** Came twice. */
  doubled: number;
  /** Sentences of which a piece never came. */
  broken: number;
}

interface Waiting<C> {
  readonly clip: C;
  readonly arrivedAt: number;
}

/** How many of the last numbers are remembered, to tell what comes twice from what comes late. */
const MAX_REMEMBERED = 64;

export class PlayoutQueue<C extends Clip> {
  readonly counts: PlayoutCounts = { taken: 0, skipped: 0, late: 0, doubled: 0, broken: 0 };
  readonly #limits: PlayoutLimits;
  /** By number. */
  #waiting: Waiting<C>[] = [];
  /** The highest number that had its turn. */
  #last = -1;
  #taken: number[] = [];
  /** The sentence that is being heard: its next piece, and since when it is waited for. */
  #open: { readonly sentence: number; readonly next: number; readonly since: number } | undefined;
  /** The last sentence that was skipped: nothing of it, or before it, is heard any more. */
  #skippedUpTo = -1;

  constructor(limits: PlayoutLimits = PLAYOUT_LIMITS) {
    this.#limits = limits;
  }

  /** What waits, ms of speech. */
  get waitingMs(): number {
    return this.#waiting.reduce((sum, { clip }) => sum + clip.durationMs, 0);
  }

  /** @param nowMs On any clock that does not go back, the same for every call. @returns whether it had to skip ahead. */
  push(clip: C, nowMs: number): boolean {
    const { sequenceNumber } = clip;
    if (this.#taken.includes(sequenceNumber) || this.#waiting.some((each) => numberOf(each) === sequenceNumber)) {
      this.counts.doubled += 1;
      return false;
    }
    const sentence = sentenceOf(clip);
    const isSkipped = sentence <= this.#skippedUpTo && sentence !== this.#open?.sentence;
    if (sequenceNumber <= this.#last || isSkipped) {
      this.counts.late += 1;
      return false;
    }
    const at = this.#waiting.findIndex((each) => numberOf(each) > sequenceNumber);
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, { clip, arrivedAt: nowMs });
    return this.waitingMs > this.#limits.maxBehindMs && this.#skipAhead();
  }

  /** The next clip, when its turn has come. */
  take(nowMs: number): C | undefined {
    const [head] = this.#waiting;
    if (this.#open && head && numberOf(head) !== this.#open.next) {
      if (nowMs - this.#open.since < this.#limits.partWaitMs) return undefined;
      this.#open = undefined;
      this.counts.broken += 1;
    }
    if (head === undefined || !this.#isDue(head, nowMs)) return undefined;
    this.#waiting.shift();
    const { clip } = head;
    this.#last = clip.sequenceNumber;
    this.#taken = [...this.#taken, clip.sequenceNumber].slice(-MAX_REMEMBERED);
    this.#open = clip.isLast ? undefined : { sentence: sentenceOf(clip), next: clip.sequenceNumber + 1, since: nowMs };
    this.counts.taken += 1;
    return clip;
  }

  /** Another language: what waits is not wanted, and numbers begin anew. */
  reset(): void {
    this.#waiting = [];
    this.#taken = [];
    this.#open = undefined;
    this.#last = -1;
    this.#skippedUpTo = -1;
  }

  #isDue({ clip, arrivedAt }: Waiting<C>, nowMs: number): boolean {
    if (this.#open) return true;
    const isWithoutBeginning = clip.part > 1;
    const waitedMs = nowMs - arrivedAt;
    return waitedMs >= (isWithoutBeginning ? this.#limits.partWaitMs : this.#limits.holdMs);
  }

  /** Whole sentences; never what is left of the one that is being heard, and never the newest. */
  #skipAhead(): boolean {
    const newest = this.#waiting.at(-1);
    const before = this.counts.skipped;
    while (newest && this.waitingMs > this.#limits.keptMs) {
      const oldest = this.#waiting.find(({ clip }) => sentenceOf(clip) !== this.#open?.sentence);
      if (oldest === undefined || sentenceOf(oldest.clip) === sentenceOf(newest.clip)) break;
      const sentence = sentenceOf(oldest.clip);
      const left = this.#waiting.filter(({ clip }) => sentenceOf(clip) !== sentence);
      this.counts.skipped += this.#waiting.length - left.length;
      this.#waiting = left;
      this.#skippedUpTo = sentence;
    }
    return this.counts.skipped > before;
  }
}

function numberOf({ clip }: Waiting<Clip>): number {
  return clip.sequenceNumber;
}

/** The number of a sentence's first piece. */
function sentenceOf({ sequenceNumber, part }: Clip): number {
  return sequenceNumber - (part - 1);
}
