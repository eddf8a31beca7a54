/**
 * A jitter buffer for speech between its arrival and its playback. Puts clips in order, drops repeated ones, and skips ahead
 * when too much waits. Works on numbers and times only; the caller gives the time.
 */

export interface Clip {
  /** Rises with each piece of a session and language. Gaps between two sentences have no meaning. */
  readonly sequenceNumber: number;
  /** Number of the piece in its sentence, from 1. The pieces of a sentence have sequence numbers in a row. */
  readonly part: number;
  /** It is the last piece of its sentence. */
  readonly isLast: boolean;
  readonly durationMs: number;
  /** Name the segment, if the pipeline gives names. Segments of one result are counted from 0, without gaps. */
  readonly resultId?: string;
  readonly segment?: number;
  readonly epoch?: number;
}

export interface QueueLimits {
  /** How long a sentence waits for an earlier one that may still arrive, ms. The next segment of a result does not wait. */
  readonly holdMs: number;
  /** How long playback waits for the rest of a sentence, ms. */
  readonly partWaitMs: number;
  /** When more speech than this waits, ms, whole sentences are dropped, the oldest first. */
  readonly maxBehindMs: number;
  /** At most this much speech is left after that, ms. */
  readonly keptMs: number;
  /** At most this many clips wait, and at most this much speech, ms: for a sentence without end. What exceeds it is skipped. */
  readonly maxClips: number;
  readonly maxWaitingMs: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  holdMs: 200,
  partWaitMs: 2_000,
  maxBehindMs: 20_000,
  keptMs: 6_000,
  maxClips: 512,
  maxWaitingMs: 120_000,
};

export interface PlayoutCounts {
  /** Given out for playback. */
  taken: number;
  /** Skipped to catch up, or because the queue was full. */
  skipped: number;
  /** Arrived after a later clip had been played. */
  late: number;
  /** Arrived twice. */
  doubled: number;
  /** Sentences of which a piece never arrived. */
  broken: number;
}

export interface Waiting<C> {
  readonly clip: C;
  readonly arrivedAt: number;
}

/** A clip that is played now. */
export interface Due<C> extends Waiting<C> {
  /** How long it had to wait for an earlier one, ms. */
  readonly holdMs: number;
}

interface SegmentName {
  readonly resultId: string;
  readonly segment: number;
  readonly epoch: number | undefined;
}

/** How many of the last numbers are kept, to distinguish repeated clips from late ones. */
const MAX_REMEMBERED = 64;

export class PlayoutQueue<C extends Clip> {
  readonly counts: PlayoutCounts = { taken: 0, skipped: 0, late: 0, doubled: 0, broken: 0 };
  readonly #limits: QueueLimits;
  readonly #onGone: (gone: Waiting<C>) => void;
  /** Sorted by number. */
  #waiting: Waiting<C>[] = [];
  /** The highest number that was given out. */
  #last = -1;
  /** The name of the clip that was given out last. */
  #lastName: SegmentName | undefined;
  #taken: number[] = [];
  /** The sentence that is being played: its next piece, and since when playback waits for that piece. */
  #open: { readonly sentence: number; readonly next: number; since: number | undefined } | undefined;
  /** The last sentence that was skipped. Its pieces, and all before it, are not played any more. */
  #skippedUpTo = -1;

  /** @param onGone Called for each clip that will not be played, because it was skipped or came too late. */
  constructor(limits: QueueLimits = QUEUE_LIMITS, onGone: (gone: Waiting<C>) => void = () => {}) {
    this.#limits = limits;
    this.#onGone = onGone;
  }

  /** Length of the speech that waits, ms. */
  get waitingMs(): number {
    return this.#waiting.reduce((sum, { clip }) => sum + clip.durationMs, 0);
  }

  /** Of this, the sentences that have not begun, ms. */
  get notBegunMs(): number {
    const { sentence } = this.#open ?? {};
    return this.#waiting.reduce((sum, { clip }) => sum + (sentenceOf(clip) === sentence ? 0 : clip.durationMs), 0);
  }

  /** @param nowMs on a clock that never goes back, the same for every call. @returns whether it had to skip ahead. */
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
      this.#onGone({ clip, arrivedAt: nowMs });
      return false;
    }
    const { maxClips, maxWaitingMs, maxBehindMs } = this.#limits;
    if (this.#waiting.length >= maxClips || this.waitingMs + clip.durationMs > maxWaitingMs) {
      this.counts.skipped += 1;
      this.#onGone({ clip, arrivedAt: nowMs });
      return true;
    }
    const at = this.#waiting.findIndex((each) => numberOf(each) > sequenceNumber);
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, { clip, arrivedAt: nowMs });
    return this.waitingMs > maxBehindMs && this.#skipAhead();
  }

  /** @returns the next clip, if it is due. Call it when the clip before has been played. */
  take(nowMs: number): Due<C> | undefined {
    const [head] = this.#waiting;
    if (this.#open && (head === undefined || numberOf(head) !== this.#open.next)) {
      this.#open.since ??= nowMs;
      if (!this.isOverdue(nowMs)) return undefined;
      if (head === undefined) return undefined; // it may still come, and nothing else waits for its turn
      this.#open = undefined;
      this.counts.broken += 1;
    }
    if (head === undefined || !this.#isDue(head, nowMs)) return undefined;
    this.#waiting.shift();
    const { clip } = head;
    const holdMs = this.#holdMsOf(clip);
    this.#last = clip.sequenceNumber;
    this.#lastName = toName(clip);
    this.#taken = [...this.#taken, clip.sequenceNumber].slice(-MAX_REMEMBERED);
    this.#open = clip.isLast
      ? undefined
      : { sentence: sentenceOf(clip), next: clip.sequenceNumber + 1, since: undefined };
    this.counts.taken += 1;
    return { ...head, holdMs };
  }

  /** The piece that follows the one taken last, in the same sentence, is there. */
  get hasNext(): boolean {
    const [head] = this.#waiting;
    return head !== undefined && numberOf(head) === this.#open?.next;
  }

  /** Playback has waited for the rest of a sentence as long as it does. */
  isOverdue(nowMs: number): boolean {
    const since = this.#open?.since;
    return since !== undefined && nowMs - since >= this.#limits.partWaitMs;
  }

  /** For another language: drops all clips that wait, and numbers start again. */
  reset(): void {
    this.#waiting = [];
    this.#taken = [];
    this.#open = undefined;
    this.#last = -1;
    this.#lastName = undefined;
    this.#skippedUpTo = -1;
  }

  #isDue({ clip, arrivedAt }: Waiting<C>, nowMs: number): boolean {
    if (this.#open) return true;
    const isWithoutBeginning = clip.part > 1;
    const waitedMs = nowMs - arrivedAt;
    return waitedMs >= (isWithoutBeginning ? this.#limits.partWaitMs : this.#holdMsOf(clip));
  }

  /** Nothing can come between two segments of a result that follow each other. */
  #holdMsOf({ resultId, segment, epoch }: C): number {
    const last = this.#lastName;
    const isSameResult = last !== undefined && resultId === last.resultId && epoch === last.epoch;
    return isSameResult && segment === last.segment + 1 ? 0 : this.#limits.holdMs;
  }

  /** Drops whole sentences, but not the rest of the one that is being played, and not the newest. */
  #skipAhead(): boolean {
    const newest = this.#waiting.at(-1);
    const before = this.counts.skipped;
    while (newest && this.waitingMs > this.#limits.keptMs) {
      const oldest = this.#waiting.find(({ clip }) => sentenceOf(clip) !== this.#open?.sentence);
      if (oldest === undefined || sentenceOf(oldest.clip) === sentenceOf(newest.clip)) break;
      const sentence = sentenceOf(oldest.clip);
      const gone = this.#waiting.filter(({ clip }) => sentenceOf(clip) === sentence);
      this.counts.skipped += gone.length;
      this.#waiting = this.#waiting.filter((each) => !gone.includes(each));
      this.#skippedUpTo = sentence;
      for (const each of gone) this.#onGone(each);
    }
    return this.counts.skipped > before;
  }
}

function toName({ resultId, segment, epoch }: Clip): SegmentName | undefined {
  return resultId === undefined || segment === undefined ? undefined : { resultId, segment, epoch };
}

function numberOf({ clip }: Waiting<Clip>): number {
  return clip.sequenceNumber;
}

/** @returns the sequence number of the first piece of the clip's sentence. */
export function sentenceOf({ sequenceNumber, part }: Clip): number {
  return sequenceNumber - (part - 1);
}
