/** The frame of every page: links to the other pages, and a link that skips to the content. */
import { el } from './dom.ts';
import { TEXTS } from './texts.ts';

type Page = 'choose' | 'speak' | 'listen' | 'inside';

export function mount(page: Page, ...content: readonly HTMLElement[]): void {
  document.title = TEXTS[page].title;
  const link = (to: Page, text: string) =>
    el('a', { href: `./${to}`, 'aria-current': to === page ? 'page' : undefined }, text);
  document.body.replaceChildren(
    el('a', { class: 'skip', href: '#content' }, TEXTS.skip),
    el(
      'header',
      { class: 'top' },
      el('a', { class: 'brand', href: './' }, TEXTS.name),
      el(
        'nav',
        { 'aria-label': TEXTS.pages },
        link('speak', TEXTS.speak.heading),
        link('listen', TEXTS.listen.heading),
        // Not every server has this page, so only the page itself links to it.
        page === 'inside' ? link('inside', TEXTS.inside.heading) : undefined,
      ),
    ),
    el('main', { id: 'content', tabindex: -1, class: page }, ...content),
  );
}
