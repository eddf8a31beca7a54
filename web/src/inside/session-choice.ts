/** Choice of the live session to show: the one in the address, or else the first one until somebody chooses. */
import type { SessionSummary } from '../../../src/protocol/inside.ts';
import { el, field, setText, show } from '../dom.ts';
import { INSIDE } from '../texts/inside.ts';

const inside = INSIDE;

export class SessionChoice {
  readonly view: HTMLElement;
  readonly #select = el('select', { name: 'session' });
  readonly #said = el('p', { role: 'status', 'data-said': '' });
  readonly #field = field(inside.session, this.#select);
  #offered = '';
  #chosen: string | undefined;

  constructor(onChoice: () => void) {
    this.#chosen = new URLSearchParams(location.search).get('session') ?? undefined;
    this.view = el('div', { class: 'card setup' }, this.#field, this.#said);
    this.#select.addEventListener('change', () => {
      this.#choose(this.#select.value);
      onChoice();
    });
  }

  get chosen(): string | undefined {
    return this.#chosen;
  }

  /** @param isGone the chosen session does not exist, or not any more. */
  offer(sessions: readonly SessionSummary[], isGone: boolean): void {
    if (this.#chosen === undefined && sessions[0]) this.#choose(sessions[0].sessionId);
    const options: [id: string, text: string][] = sessions.map(({ listeners, sessionId, sourceLanguage }) => [
      sessionId,
      inside.option(sessionId, sourceLanguage, listeners),
    ]);
    const isThere = sessions.some(({ sessionId }) => sessionId === this.#chosen);
    if (!isThere) options.unshift(['', inside.choose]);
    const offered = JSON.stringify(options);
    if (offered !== this.#offered) {
      this.#offered = offered;
      this.#select.replaceChildren(...options.map(([value, text]) => el('option', { value }, text)));
    }
    this.#select.value = isThere ? (this.#chosen ?? '') : '';
    show(this.#field, sessions.length > 0);
    setText(
      this.#said,
      isGone && this.#chosen !== undefined ? inside.over(this.#chosen) : sessions.length === 0 ? inside.noSession : '',
    );
  }

  #choose(sessionId: string): void {
    if (sessionId === '') return;
    this.#chosen = sessionId;
    history.replaceState(null, '', `?${new URLSearchParams({ session: sessionId })}`);
  }
}
