/** The frame of every page: its title, links to the other pages, and a link that skips to the content. */
import { el } from './dom.ts';
import { mark } from './mark.ts';
import type { Words } from './texts/locale.ts';
import { saidText } from './texts/said.ts';

export type Page = 'choose' | 'speak' | 'listen' | 'inside' | 'screen' | 'poster';

const NAME = 'Rostrum';
const LINKS: readonly (readonly [page: Page, text: string])[] = [
  ['speak', 'Speak'],
  ['listen', 'Listen'],
];

/** A page with the header and its links. @param title of the window. */
export function mount(page: Page, title: Words, ...content: readonly HTMLElement[]): void {
  const link = (to: Page, text: string) =>
    el('a', { href: `./${to}`, 'aria-current': to === page ? 'page' : undefined }, text);
  const header = el(
    'header',
    { class: 'top' },
    el('a', { class: 'brand', href: './' }, mark(), NAME),
    el(
      'nav',
      { 'aria-label': 'Pages' },
      ...LINKS.map(([to, text]) => link(to, text)),
      // Not every server has this page, so only the page itself links to it.
      page === 'inside' ? link('inside', 'Inside') : undefined,
    ),
  );
  document.body.replaceChildren(skipLink(), header, mainOf(page, title, content));
}

/** A page without the header: for people who only listen. @param title of the window. */
export function mountBare(page: Page, title: Words, ...content: readonly HTMLElement[]): void {
  document.body.replaceChildren(skipLink(), mainOf(page, title, content));
}

function skipLink(): HTMLElement {
  return el('a', { class: 'skip', href: '#content' }, (t) => t.skip);
}

function mainOf(page: Page, title: Words, content: readonly HTMLElement[]): HTMLElement {
  const named = document.querySelector('title');
  if (named) saidText(named, title);
  return el('main', { id: 'content', tabindex: -1, class: page }, ...content);
}
