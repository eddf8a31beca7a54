/** The words that this device has kept of earlier sessions: to save or to delete. Nothing is shown if there are none. */

import { el, show } from '../dom.ts';
import { spokenLike } from '../texts/kin.ts';
import { locale, onLocale } from '../texts/locale.ts';
import { KeepView } from './keep-view.ts';
import { keptSessions, keptWords } from './page-storage.ts';

export class KeptSessionsView {
  readonly view = el('details', { class: 'kept-sessions', hidden: true });
  readonly #list = el('ul', {});

  constructor() {
    this.view.append(
      el('summary', {}, (t) => t.keep.earlier),
      this.#list,
    );
    onLocale(() => this.update());
    this.update();
  }

  /** Call when a session may have been added: each time the view is shown. */
  update(): void {
    const sessions = keptSessions();
    show(this.view, sessions.length > 0);
    const dates = new Intl.DateTimeFormat(spokenLike(locale()), { dateStyle: 'medium', timeStyle: 'short' });
    this.#list.replaceChildren(
      ...sessions.map(({ sessionId, atMs }) => {
        const summary = el(
          'summary',
          {},
          el('bdi', { class: 'kept-code', dir: 'ltr' }, sessionId),
          el('time', { class: 'hint', datetime: new Date(atMs).toISOString() }, dates.format(atMs)),
        );
        const session = el('details', {}, summary);
        const open = () => session.append(new KeepView(keptWords(sessionId)).view);
        session.addEventListener('toggle', open, { once: true });
        return el('li', {}, session);
      }),
    );
  }
}
