/** The server that a page talks to, and the speaker's identity there. Kept in this tab only. */
import type { TokenSource } from '../../src/client/client-options.ts';
import { el, field, literalInput, setText, show } from './dom.ts';
import { OWN_SERVER } from './own-server.ts';
import { askServer, madeUpUser, tokenFor } from './server-answers.ts';
import { type ServerInfo, UNKNOWN } from './server-info.ts';
import { TOKEN } from './texts/token.ts';
import { thisTab } from './this-tab.ts';

const ADDRESS_KEY = 'server';
const TOKEN_KEY = 'token';
const USER_KEY = 'user';
export class ServerChoice {
  readonly view: HTMLDetailsElement;
  readonly #address = el('input', { type: 'url', name: 'server', spellcheck: 'false', placeholder: OWN_SERVER });
  readonly #token = literalInput('token', { type: 'password' });
  readonly #problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  readonly #onInfo: (info: ServerInfo) => void;
  #info = UNKNOWN;
  #asked = 0;

  /**
   * @param address from a listener's link. The page to speak takes no address from a link: such a link could make a speaker
   * enter a token for another person's server.
   */
  constructor(wants: {
    readonly token: boolean;
    readonly address?: string | undefined;
    onInfo(info: ServerInfo): void;
  }) {
    this.#onInfo = wants.onInfo;
    this.#address.value = wants.address ?? thisTab.get(ADDRESS_KEY) ?? '';
    this.#token.value = thisTab.get(TOKEN_KEY) ?? '';
    const tokenField = field(TOKEN.label, this.#token, el('small', {}, TOKEN.hint));
    this.view = el(
      'details',
      { class: 'server' },
      el('summary', {}, (t) => t.server.summary),
      field(
        (t) => t.server.address,
        this.#address,
        el('small', {}, (t) => t.server.addressHint),
      ),
      wants.token ? tokenField : undefined,
      this.#problem,
    );
    this.#address.addEventListener('change', () => void this.ask());
    this.#token.addEventListener('change', () => thisTab.set(TOKEN_KEY, this.#token.value.trim()));
    void this.ask().then(({ isKnown, givesTokens }) => {
      if (wants.token && isKnown && !givesTokens) this.view.open = true;
    });
  }

  /** http(s) or ws(s), as it was entered. The page's own server if nothing was entered. */
  get url(): string {
    return this.#address.value.trim() || OWN_SERVER;
  }

  get isOwn(): boolean {
    return this.url === OWN_SERVER;
  }

  /** Asks the server what it offers. Missing members get the wire contract's values. */
  async ask(): Promise<ServerInfo> {
    const asked = ++this.#asked;
    const { info, problem } = await askServer(this.url);
    if (asked !== this.#asked) return this.#info;
    this.#info = info;
    const isNew = this.#problem.hidden;
    setText(this.#problem, problem);
    show(this.#problem, problem !== '');
    if (problem === '') thisTab.set(ADDRESS_KEY, this.#address.value.trim());
    else if (isNew) this.view.open = true;
    this.#onInfo(info);
    return info;
  }

  /** Called before every connect, because a restarted server knows no earlier tokens. @throws Error with a text for people. */
  token(): TokenSource {
    const own = this.#token.value.trim();
    if (own !== '') return own;
    if (!this.#info.givesTokens) throw new Error(TOKEN.missing);
    const { url } = this;
    return () => tokenFor(url, userOfThisTab());
  }
}

/** This tab makes one up and keeps it for a reload. */
function userOfThisTab(): string {
  const name = thisTab.get(USER_KEY) ?? madeUpUser('page');
  thisTab.set(USER_KEY, name);
  return name;
}
