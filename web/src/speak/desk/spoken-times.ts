/**
 * When something on the session's clock was said, on the page's clock. The session's clock counts the audio that the server
 * takes, so it is followed by the chunks sent and their acknowledgements. Pure: times are passed in, ms.
 */

/** What is kept of the past: three minutes of chunks of 100 ms. */
const MAX_MARKS = 1_800;
/** Chunks that wait for their answer; the client holds a minute of them. */
const MAX_WAITING = 1_200;

export interface SpokenChunk {
  readonly durationMs: number;
  /** When its last sample was recorded. */
  readonly saidAtMs: number;
  /** Somebody may have spoken in it. */
  readonly isAudible: boolean;
}

/** What the server did with a chunk: took it, dropped it as the speaker wanted (muted), or lost it. */
export type ChunkFate = 'taken' | 'unwanted' | 'lost';

/** A chunk that the server took, by the audio taken from this page up to its end. */
interface Mark extends SpokenChunk {
  readonly takenMs: number;
}

/** Where the session's clock was when the page left it, for a reload. */
export interface ClockPosition {
  readonly positionMs: number;
  readonly epoch?: number | undefined;
  /** Audio may have been sent since, from here or from elsewhere: then it is not known when something was said. */
  readonly isOld?: boolean | undefined;
}

/** @param position Undefined: it was never kept. */
export function oldPosition(position: ClockPosition = { positionMs: 0 }): ClockPosition {
  return { ...position, isOld: true };
}

export class SpokenTimes {
  #waiting: SpokenChunk[] = [];
  #marks: Mark[] = [];
  #takenMs = 0;
  /** Position on the session's clock when this page had sent nothing. */
  #originMs: number;
  #epoch: number | undefined;
  #isOld: boolean;
  /** `#takenMs` at the last greeting: a session that was rebuilt after a crash begins at 0 there. */
  #greetedMs = 0;

  /** @param left Default: a new session. */
  constructor(left: ClockPosition = { positionMs: 0 }) {
    this.#originMs = left.positionMs;
    this.#epoch = left.epoch;
    this.#isOld = left.isOld ?? false;
  }

  /** Now on the session's clock, and what is still on its way. */
  get position(): ClockPosition {
    const underway = this.#waiting.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const positionMs = this.#originMs + this.#takenMs + underway;
    return { positionMs, epoch: this.#epoch, ...(this.#isOld ? { isOld: true } : {}) };
  }

  /**
   * The page has given a chunk to the client.
   * @param held Chunks that the client holds now. @returns audible speech that it dropped for it, ms.
   */
  sent(chunk: SpokenChunk, held: number): number {
    this.#waiting.push(chunk);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    return this.left(held);
  }

  /**
   * The client has let go of chunks, oldest first.
   * @param held Chunks that it still holds.
   * @param fate Of the first that it let go of. The others never reached the server, or were refused.
   * @returns audible speech that was lost, ms.
   */
  left(held: number, fate: ChunkFate = 'lost'): number {
    let lostMs = 0;
    for (let isFirst = true; this.#waiting.length > held; isFirst = false) {
      const chunk = this.#waiting.shift() as SpokenChunk;
      if (isFirst && fate === 'taken') this.#take(chunk);
      if ((!isFirst || fate === 'lost') && chunk.isAudible) lostMs += chunk.durationMs;
    }
    return lostMs;
  }

  /** The socket is new: the session may have been rebuilt. */
  greeted(): void {
    this.#greetedMs = this.#takenMs;
  }

  /** The server says that speech up to here was recognised; so its clock is not before it. */
  told(endTimeMs: number, epoch: number): void {
    const isNewEpoch = this.#epoch !== undefined && epoch > this.#epoch;
    if (this.#epoch !== undefined && epoch < this.#epoch) return;
    this.#epoch = epoch;
    // After a crash the clock begins at 0; after a hand-over between nodes it goes on, and this time is a late one.
    if (isNewEpoch && endTimeMs <= this.#takenMs - this.#greetedMs) {
      this.#originMs = -this.#greetedMs;
      this.#isOld = false;
    }
    this.#originMs = Math.max(this.#originMs, endTimeMs - this.#takenMs);
  }

  /** @returns undefined for what was said too long ago, while the clock's position is old, before the page was loaded, or in another epoch. */
  saidAt(sessionMs: number, epoch = this.#epoch): number | undefined {
    const takenMs = sessionMs - this.#originMs;
    const mark = this.#marks.find((each) => each.takenMs >= takenMs);
    if (this.#isOld || mark === undefined || epoch !== this.#epoch) return undefined;
    const beforeEndMs = mark.takenMs - takenMs;
    return beforeEndMs > mark.durationMs ? undefined : mark.saidAtMs - beforeEndMs;
  }

  #take(chunk: SpokenChunk): void {
    this.#takenMs += chunk.durationMs;
    this.#marks.push({ ...chunk, takenMs: this.#takenMs });
    if (this.#marks.length > MAX_MARKS) this.#marks.shift();
  }
}
