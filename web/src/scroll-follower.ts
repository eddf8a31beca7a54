/** Keeps a scrolled element at its newest line while nobody reads further up, whatever is turned, resized or added. */
import { Following } from './following.ts';

export class ScrollFollower {
  readonly #scroller: HTMLElement;
  readonly #following = new Following();
  readonly #onChange: (isFollowing: boolean) => void;

  /** @param content All that `scroller` scrolls. @param onChange Called when a person stops the following, or begins again. */
  constructor(scroller: HTMLElement, content: HTMLElement, onChange: (isFollowing: boolean) => void) {
    this.#scroller = scroller;
    this.#onChange = onChange;
    scroller.addEventListener('scroll', () => this.#change((view) => view.scrolled(this.#place)), { passive: true });
    const sizes = new ResizeObserver(() => this.settle());
    sizes.observe(scroller);
    sizes.observe(content);
  }

  get isFollowing(): boolean {
    return this.#following.isFollowing;
  }

  /** Call when the content has changed: the observer would tell it a frame later. */
  settle(): void {
    this.#change((following) => {
      if (following.isFollowing) this.#scroller.scrollTop = this.#scroller.scrollHeight;
      following.settled(this.#place);
    });
  }

  /** Goes to the newest line and stays there. */
  follow(): void {
    this.#change((following) => following.follow());
    this.settle();
  }

  #change(change: (following: Following) => void): void {
    const { isFollowing } = this.#following;
    change(this.#following);
    if (this.#following.isFollowing !== isFollowing) this.#onChange(!isFollowing);
  }

  get #place() {
    const { scrollTop: top, scrollHeight: contentHeight, clientHeight: height } = this.#scroller;
    return { top, contentHeight, height };
  }
}
