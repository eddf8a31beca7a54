/** Which server a page talks to, and who the speaker is there. Kept in this tab alone. */
import type { TokenSource } from '../../src/client/client-options.ts';
import { httpUrl } from '../../src/client/server-address.ts';
import { el, field, setText, show } from './dom.ts';
import { factsOf, type ServerFacts, UNKNOWN } from './server-facts.ts';
import { TEXTS } from './texts.ts';

const ADDRESS_KEY = 'rostrum.server';
const TOKEN_KEY = 'rostrum.token';
const USER_KEY = 'rostrum.user';
/** The page's own server, a prefix before it included. */
const OWN = new URL('.', location.href).href;
export class ServerChoice {
  readonly view: HTMLDetailsElement;
  readonly #address = el('input', { type: 'url', name: 'server', spellcheck: 'false', placeholder: OWN });
  readonly #token = el('input', { type: 'password', name: 'token', autocomplete: 'off', spellcheck: 'false' });
  readonly #problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  readonly #onFacts: (facts: ServerFacts) => void;
  #facts = UNKNOWN;
  #asked = 0;

  /**
   * @param address From a link that brought a listener here. A speaker's page takes none from a link: it would lead who
   * follows it to enter a token for somebody else's server.
   */
  constructor(wants: {
    readonly token: boolean;
    readonly address?: string | undefined;
    onFacts(facts: ServerFacts): void;
  }) {
    this.#onFacts = wants.onFacts;
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

  /** http(s) or ws(s), as it was entered; the page's own where nothing was. */
  get url(): string {
    return this.#address.value.trim() || OWN;
  }

  get isOwn(): boolean {
    return this.url === OWN;
  }

  /** Asks the server what it offers; what it does not say is taken from the wire contract. */
  async ask(): Promise<ServerFacts> {
    const asked = ++this.#asked;
    const { facts, problem } = await askServer(this.url);
    if (asked !== this.#asked) return this.#facts;
    this.#facts = facts;
    setText(this.#problem, problem);
    show(this.#problem, problem !== '');
    if (problem === '') sessionStorage.setItem(ADDRESS_KEY, this.#address.value.trim());
    else this.view.open = true;
    this.#onFacts(facts);
    return facts;
  }

  /** Asked before every connect: a server that was restarted knows no token from before. @throws Error in words for the person. */
  token(): TokenSource {
    const own = this.#token.value.trim();
    if (own !== '') return own;
    if (!this.#facts.givesTokens) throw new Error(TEXTS.server.tokenMissing);
    const { url } = this;
    return () => tokenFor(url, userOfThisTab());
  }
}

async function askServer(url: string): Promise<{ facts: ServerFacts; problem: string }> {
  if (!URL.canParse(url) || !/^(http|ws)s?:/.test(url)) return { facts: UNKNOWN, problem: TEXTS.server.wrongAddress };
  try {
    const response = await fetch(httpUrl(url, 'health'));
    const said = (await response.json()) as Record<string, unknown>;
    return { facts: factsOf(said), problem: '' };
  } catch {
    return { facts: UNKNOWN, problem: TEXTS.server.unreachable(url) };
  }
}

/** A server for trying things out knows its speakers by any name; this tab makes one up, and keeps it for a reload. */
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
