/** Keeps the paragraph of a partial from becoming lower while its words change, so that the lines do not move up and down. */
export class SteadyHeight {
  #paragraph: HTMLElement | undefined;
  #finals = 0;

  /** @param paragraph with a partial; undefined: there is none. @param finals Number of final lines: with a new one it may become lower. */
  keep(paragraph: HTMLElement | undefined, finals: number): void {
    if (paragraph !== this.#paragraph || finals !== this.#finals) {
      this.#paragraph?.style.removeProperty('min-block-size');
    }
    this.#paragraph = paragraph;
    this.#finals = finals;
    if (paragraph === undefined) return;
    // In em, so that it is still right when the letters become larger or smaller.
    const letterPx = Number.parseFloat(getComputedStyle(paragraph).fontSize);
    if (letterPx > 0) paragraph.style.minBlockSize = `${paragraph.offsetHeight / letterPx}em`;
  }
}
