/** Who listens, without this page's own monitor, which the server counts as a listener. Pure. */

export interface Audience {
  readonly listeners: number;
  /** Only languages that somebody listens in. */
  readonly byLanguage: Readonly<Record<string, number>>;
}

export class AudienceCount {
  #counted: Audience = { listeners: 0, byLanguage: {} };
  /** The language of the monitor in the last status; undefined: it was not in it. */
  #monitor: string | undefined;

  /**
   * A status of the server has come.
   * @param monitor The language in which the page's monitor was in the session then.
   */
  status(counted: Audience, monitor: string | undefined): void {
    this.#counted = counted;
    this.#monitor = monitor;
  }

  get others(): Audience {
    const { listeners, byLanguage } = this.#counted;
    const own = this.#monitor === undefined ? 0 : (byLanguage[this.#monitor] ?? 0);
    // A status that was sent before the monitor joined does not count it.
    if (this.#monitor === undefined || own === 0) return this.#counted;
    const { [this.#monitor]: _, ...rest } = byLanguage;
    return { listeners: listeners - 1, byLanguage: own > 1 ? { ...rest, [this.#monitor]: own - 1 } : rest };
  }
}
