/** Tells those who watch which sessions there are, and how the one that each has chosen stands; only what has changed. */
import {
  type Chart,
  INSIDE_VERSION,
  type InsideMessage,
  type SessionSummary,
  type SessionView,
} from '../../protocol/inside.ts';

/** What there is to see; the server provides it. */
export interface IntrospectionSource {
  readonly charts: readonly Chart[];
  list(): readonly SessionSummary[];
  find(sessionId: string): SessionView | undefined;
}

export interface FeedWatcher {
  /** @returns false when it takes no more for now. */
  take(text: string): boolean;
}

interface Place {
  sessionId: string | undefined;
  sessions: string;
  session: string;
}

/** Between two looks, ms: a person sees a change at once, and a burst of them costs one message. */
const LOOK_EVERY_MS = 250;

export class InsideFeed {
  readonly #source: IntrospectionSource;
  readonly #places = new Map<FeedWatcher, Place>();
  #timer: NodeJS.Timeout | undefined;

  constructor(source: IntrospectionSource) {
    this.#source = source;
  }

  add(watcher: FeedWatcher, sessionId: string | undefined): void {
    watcher.take(text({ type: 'charts', version: INSIDE_VERSION, charts: this.#source.charts }));
    this.#places.set(watcher, { sessionId, sessions: '', session: '' });
    // With nobody watching nothing runs.
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    this.#look();
  }

  choose(watcher: FeedWatcher, sessionId: string | undefined): void {
    const place = this.#places.get(watcher);
    if (place === undefined) return;
    place.sessionId = sessionId;
    place.session = '';
    this.#look();
  }

  remove(watcher: FeedWatcher): void {
    this.#places.delete(watcher);
    if (this.#places.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const sessions = text({ type: 'sessions', sessions: this.#source.list() });
    const views = new Map<string, string>();
    for (const [watcher, place] of this.#places) {
      if (place.sessions !== sessions && watcher.take(sessions)) place.sessions = sessions;
      if (place.sessionId === undefined) continue;
      const view = views.get(place.sessionId) ?? this.#viewOf(place.sessionId);
      views.set(place.sessionId, view);
      if (place.session !== view && watcher.take(view)) place.session = view;
    }
  }

  #viewOf(sessionId: string): string {
    const session = this.#source.find(sessionId);
    return text(session ? { type: 'session', session } : { type: 'gone', sessionId });
  }
}

function text(message: InsideMessage): string {
  return JSON.stringify(message);
}
