/** What the server offers to listeners. A server that has just started may not know its voices yet: it is asked again. */
import { offeredBy, type ServerInfo, UNKNOWN } from './server-info.ts';
import type { Words } from './texts/locale.ts';
import { ownName } from './texts/names.ts';

const ASK_AGAIN_MS = 5_000;
const MAX_ASKS = 12;

export class Offers {
  readonly #ask: () => Promise<unknown>;
  #asks = 0;
  #answered = () => {};
  readonly #answer = new Promise<void>((resolve) => {
    this.#answered = resolve;
  });
  info: ServerInfo = UNKNOWN;

  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
  }

  /** The server has answered, or has not: then what it said before stays. */
  set(info: ServerInfo): void {
    if (info.isKnown || !this.info.isKnown) this.info = info;
    this.#answered();
    const knowsVoices = info.isKnown && info.targetLanguages.some((language) => info.offers(language) === 'speech');
    if (knowsVoices || this.#asks >= MAX_ASKS) return;
    this.#asks += 1;
    setTimeout(() => void this.#ask(), ASK_AGAIN_MS);
  }

  /** Waits for the server's first answer, but not longer than for `moment`. */
  async known(moment: Promise<void>): Promise<void> {
    await Promise.race([this.#answer, moment]);
  }

  /** Those that have at least text. */
  get languages(): string[] {
    return offeredBy(this.info);
  }

  /** @param present Languages that are heard or wished stay among them, whatever the server says of them. */
  with(...present: readonly string[]): string[] {
    return [...new Set([...this.languages, ...present])];
  }

  /** The language's name, and whether it has no voice. */
  label(language: string): Words {
    if (this.info.offers(language) === 'speech') return ownName(language);
    return (t) => `${ownName(language)} (${t.join.textOnlyHere})`;
  }
}
