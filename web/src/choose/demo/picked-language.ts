/** The language in which somebody wants to hear the demo, who may pick it before there is a listener. Pure. */

/** A listener in the session. */
export interface Changeable {
  changeLanguage(language: string): Promise<unknown>;
}

export class PickedLanguage {
  #listener: Changeable | undefined;
  /** What was picked last. */
  now: string;

  constructor(language: string) {
    this.now = language;
  }

  /** Resolves when it is heard, or will be as soon as there is a listener. @throws what the listener throws. */
  async pick(language: string): Promise<void> {
    this.now = language;
    await this.#listener?.changeLanguage(language);
  }

  /** @param language with which the listener has joined. @throws what the listener throws. */
  async joined(listener: Changeable, language: string): Promise<void> {
    this.#listener = listener;
    if (this.now !== language) await listener.changeLanguage(this.now);
  }
}
