/** Sends each watcher the list of sessions and the view of the session it has chosen, each only when it has changed. */
import {
  type Chart,
  INSIDE_VERSION,
  type InsideMessage,
  type SessionSummary,
  type SessionView,
} from '../../protocol/inside.ts';

/** The data to show; the server provides it. */
export interface IntrospectionSource {
  readonly charts: readonly Chart[];
  list(): readonly SessionSummary[];
  find(sessionId: string): SessionView | undefined;
}

export interface FeedWatcher {
  /** @returns false when it accepts no more for now. */
  take(text: string): boolean;
}

interface Place {
  sessionId: string | undefined;
  sessions: string;
  session: string;
}

/** Interval of the checks, ms: a person sees a change at once, and a burst of changes is one message. */
const CHECK_EVERY_MS = 250;

export class IntrospectionFeed {
  readonly #source: IntrospectionSource;
  readonly #places = new Map<FeedWatcher, Place>();
  #timer: NodeJS.Timeout | undefined;

  constructor(source: IntrospectionSource) {
    this.#source = source;
  }

  add(watcher: FeedWatcher, sessionId: string | undefined): void {
    watcher.take(text({ type: 'charts', version: INSIDE_VERSION, charts: this.#source.charts }));
    this.#places.set(watcher, { sessionId, sessions: '', session: '' });
    // The timer runs only while somebody watches.
    this.#timer ??= setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
    this.#check();
  }

  choose(watcher: FeedWatcher, sessionId: string | undefined): void {
    const place = this.#places.get(watcher);
    if (place === undefined) return;
    place.sessionId = sessionId;
    place.session = '';
    this.#check();
  }

  remove(watcher: FeedWatcher): void {
    this.#places.delete(watcher);
    if (this.#places.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    const sessions = text({ type: 'sessions', sessions: this.#source.list() });
    const views = new Map<string, string>();
    for (const [watcher, place] of this.#places) {
      if (place.sessions !== sessions && watcher.take(sessions)) place.sessions = sessions;
      if (place.sessionId === undefined) continue;
      const view = views.get(place.sessionId) ?? this.#toView(place.sessionId);
      views.set(place.sessionId, view);
      if (place.session !== view && watcher.take(view)) place.session = view;
    }
  }

  #toView(sessionId: string): string {
    const session = this.#source.find(sessionId);
    return text(session ? { type: 'session', session } : { type: 'gone', sessionId });
  }
}

function text(message: InsideMessage): string {
  return JSON.stringify(message);
}
