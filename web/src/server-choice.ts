/** The server that a page talks to, and the speaker's identity there. Kept in this tab only. */
import type { TokenSource } from '../../src/client/client-options.ts';
import { httpUrl } from '../../src/client/server-address.ts';
import { el, field, setText, show } from './dom.ts';
import { parseServerInfo, type ServerInfo, UNKNOWN } from './server-info.ts';
import { TEXTS } from './texts.ts';

const ADDRESS_KEY = 'rostrum.server';
const TOKEN_KEY = 'rostrum.token';
const USER_KEY = 'rostrum.user';
/** URL of the page's own server, with its path prefix. */
const OWN = new URL('.', location.href).href;
export class ServerChoice {
  readonly view: HTMLDetailsElement;
  readonly #address = el('input', { type: 'url', name: 'server', spellcheck: 'false', placeholder: OWN });
  readonly #token = el('input', { type: 'password', name: 'token', autocomplete: 'off', spellcheck: 'false' });
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
    this.#address.value = wants.address ?? sessionStorage.getItem(ADDRESS_KEY) ?? '';
    this.#token.value = sessionStorage.getItem(TOKEN_KEY) ?? '';
    const tokenField = field(TEXTS.server.token, this.#token, el('small', {}, TEXTS.server.tokenHint));
    const { summary, address, addressHint } = TEXTS.server;
    this.view = el(
      'details',
      { class: 'server' },
      el('summary', {}, summary),
      field(address, this.#address, el('small', {}, addressHint)),
      wants.token ? tokenField : undefined,
      this.#problem,
    );
    this.#address.addEventListener('change', () => void this.ask());
    this.#token.addEventListener('change', () => sessionStorage.setItem(TOKEN_KEY, this.#token.value.trim()));
    void this.ask().then(({ isKnown, givesTokens }) => {
      if (wants.token && isKnown && !givesTokens) this.view.open = true;
    });
  }

  /** http(s) or ws(s), as it was entered. The page's own server if nothing was entered. */
  get url(): string {
    return this.#address.value.trim() || OWN;
  }

  get isOwn(): boolean {
    return this.url === OWN;
  }

  /** Asks the server what it offers. Missing members get the wire contract's values. */
  async ask(): Promise<ServerInfo> {
    const asked = ++this.#asked;
    const { info, problem } = await askServer(this.url);
    if (asked !== this.#asked) return this.#info;
    this.#info = info;
    setText(this.#problem, problem);
    show(this.#problem, problem !== '');
    if (problem === '') sessionStorage.setItem(ADDRESS_KEY, this.#address.value.trim());
    else this.view.open = true;
    this.#onInfo(info);
    return info;
  }

  /** Called before every connect, because a restarted server knows no earlier tokens. @throws Error with a text for people. */
  token(): TokenSource {
    const own = this.#token.value.trim();
    if (own !== '') return own;
    if (!this.#info.givesTokens) throw new Error(TEXTS.server.tokenMissing);
    const { url } = this;
    return () => tokenFor(url, userOfThisTab());
  }
}

async function askServer(url: string): Promise<{ info: ServerInfo; problem: string }> {
  if (!URL.canParse(url) || !/^(http|ws)s?:/.test(url)) return { info: UNKNOWN, problem: TEXTS.server.wrongAddress };
  try {
    const response = await fetch(httpUrl(url, 'health'));
    const said = (await response.json()) as Record<string, unknown>;
    return { info: parseServerInfo(said), problem: '' };
  } catch {
    return { info: UNKNOWN, problem: TEXTS.server.unreachable(url) };
  }
}

/** A server in embedded mode takes any name for a speaker. This tab makes one up and keeps it for a reload. */
function userOfThisTab(): string {
  const name = sessionStorage.getItem(USER_KEY) ?? `page-${[...crypto.getRandomValues(new Uint32Array(3))].join('-')}`;
  sessionStorage.setItem(USER_KEY, name);
  return name;
}

async function tokenFor(url: string, userId: string): Promise<string> {
  const response = await fetch(httpUrl(url, 'dev/tokens'), { method: 'POST', body: JSON.stringify({ userId }) });
  const { token } = (await response.json()) as { token?: unknown };
  if (typeof token !== 'string') throw new Error(TEXTS.server.tokenUnavailable);
  return token;
}
