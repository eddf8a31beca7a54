/** What the browser says of the page's life, as one subscription: network, visibility, and the return from its cache. */

export interface PageState {
  readonly isOnline: boolean;
  readonly isVisible: boolean;
}

/** `shown`: the page came back from the browser's cache of pages, with every socket closed meanwhile. */
export type PageEvent = 'online' | 'offline' | 'visible' | 'hidden' | 'shown';

/** What is needed of the browser: `window` has all of it. */
export interface PageWindow extends EventTarget {
  readonly navigator: { readonly onLine: boolean };
  readonly document: EventTarget & { readonly visibilityState: string };
}

const THIS = globalThis as unknown as PageWindow;

/** @param on Called with every event, and the state after it. @returns a function that ends the subscription. */
export function followPageLife(on: (event: PageEvent, state: PageState) => void, page: PageWindow = THIS): () => void {
  const end = new AbortController();
  const { signal } = end;
  const tell = (event: PageEvent) => on(event, pageState(page));
  page.addEventListener('online', () => tell('online'), { signal });
  page.addEventListener('offline', () => tell('offline'), { signal });
  page.addEventListener('pageshow', (event) => isFromCache(event) && tell('shown'), { signal });
  page.document.addEventListener('visibilitychange', () => tell(pageState(page).isVisible ? 'visible' : 'hidden'), {
    signal,
  });
  return () => end.abort();
}

export function pageState(page: PageWindow = THIS): PageState {
  return { isOnline: page.navigator.onLine, isVisible: page.document.visibilityState === 'visible' };
}

/** Something is back: the network, the person, or the page. What was connected may be dead without a sign. */
export function isReturn(event: PageEvent): boolean {
  return event !== 'offline' && event !== 'hidden';
}

/** The event also comes with the page's first load. */
function isFromCache(event: Event): boolean {
  return (event as { persisted?: unknown }).persisted === true;
}
