/** Whether a scrolled view follows its newest line. Pure: it is told where the view is. */

/** Of an element that scrolls, px. */
export interface ScrollPlace {
  /** Distance of its content's beginning above its upper edge. */
  readonly top: number;
  readonly contentHeight: number;
  readonly height: number;
}

/** Somebody who scrolls down to within this distance of the end wants to follow again. */
const NEAR_PX = 40;
/** A smaller movement upwards is rounding, or a finger that only touches. */
const TOUCH_PX = 4;

/** Follows at first. Only a person who scrolls up stops it: a view that is turned, resized or filled goes on following. */
export class Following {
  #isFollowing = true;
  #last: ScrollPlace = { top: 0, contentHeight: 0, height: 0 };

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** The view was scrolled, by a person or by the browser because the sizes changed. */
  scrolled(now: ScrollPlace): void {
    const last = this.#last;
    this.#last = now;
    // Nobody scrolled: the browser moved the content because it has less or more place.
    if (now.height !== last.height || now.contentHeight !== last.contentHeight) return;
    const below = now.contentHeight - now.height - now.top;
    if (now.top < last.top - TOUCH_PX && below > TOUCH_PX) this.#isFollowing = false;
    else if (now.top >= last.top && below < NEAR_PX) this.#isFollowing = true;
  }

  /** The page moved the view, or sizes changed: what it does next is compared with this place. */
  settled(now: ScrollPlace): void {
    this.#last = now;
    if (now.contentHeight <= now.height) this.#isFollowing = true;
  }

  /** The person asked for the newest line. */
  follow(): void {
    this.#isFollowing = true;
  }
}
