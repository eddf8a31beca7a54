/** Which segments' speech was delivered to which listeners lately. Listeners are held weakly; each has a bounded list. */
import { BoundedMap } from '../../audio/bounded-map.ts';
import type { MonotonicMs } from '../../protocol/times.ts';

/**
 * Segments remembered for each listener. A player holds 20 s of speech at most before it skips. One more removes the oldest,
 * whose report then finds nothing.
 */
const MAX_SEGMENTS = 32;

/** One segment at one listener. */
export interface Hearing {
  /** When its first piece came to the socket. */
  readonly deliveredAt: MonotonicMs;
  /** The listener's language then. */
  readonly language: string | undefined;
  /** Every piece has been delivered, in order. */
  readonly isWhole: boolean;
  isReported: boolean;
}

interface Piece {
  readonly part?: number;
  readonly parts?: number;
}

export class Hearings<L extends { readonly targetLanguage: string | undefined }, S> {
  readonly #ofListeners = new WeakMap<L, BoundedMap<S, Pieces>>();

  /** A piece of a segment's speech has reached a listener. @returns whether it is the first of the segment. */
  delivered(listener: L, segment: S, piece: Piece, at: MonotonicMs): boolean {
    let ofListener = this.#ofListeners.get(listener);
    if (ofListener === undefined) {
      ofListener = new BoundedMap(MAX_SEGMENTS);
      this.#ofListeners.set(listener, ofListener);
    }
    const known = ofListener.get(segment);
    const pieces = known ?? new Pieces(at, listener.targetLanguage);
    pieces.add(piece);
    if (known === undefined) ofListener.set(segment, pieces);
    return known === undefined;
  }

  of(listener: L, segment: S): Hearing | undefined {
    return this.#ofListeners.get(listener)?.get(segment);
  }
}

class Pieces implements Hearing {
  readonly deliveredAt: MonotonicMs;
  readonly language: string | undefined;
  isWhole = false;
  isReported = false;
  /** The number of the next piece. A piece that is sent again changes nothing. */
  #next = 1;

  constructor(deliveredAt: MonotonicMs, language: string | undefined) {
    this.deliveredAt = deliveredAt;
    this.language = language;
  }

  add({ part, parts }: Piece): void {
    if (part === undefined) this.isWhole = true;
    else if (part === this.#next) {
      this.#next += 1;
      if (part === parts) this.isWhole = true;
    }
  }
}
