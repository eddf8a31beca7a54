/**
 * Hears of everything that actors do while the server is inspected, remembers what is there, and tells those who watch, in
 * the words of @statelyai/inspect. Sanitised before it leaves; made into text only while somebody watches.
 */
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectedFact, InspectedSnapshot, InspectorPort } from '../../actors/ports/inspector.ts';
import { type Shown, sanitised } from './sanitised.ts';

/** Whom it tells. */
export interface Watcher {
  /** Only of this session; undefined: of everything. */
  readonly sessionId: string | undefined;
  /** @returns false when it takes no more for now. */
  take(text: string): boolean;
}

export interface InspectorParts {
  /** Unix ms. */
  readonly now: () => number;
  /** Chart → its configuration as JSON text, for whoever draws it. */
  readonly definitions: Readonly<Record<string, string>>;
}

type ActorFact = Extract<InspectedFact, { type: 'actor' }>;

interface Remembered {
  readonly fact: ActorFact;
  snapshot: InspectedSnapshot;
}

/** Actors remembered for those who come later: all of a hundred sessions with their streams, and some listeners. */
export const MAX_ACTORS = 2_000;
/** Of the protocol whose words these are. */
const PROTOCOL_VERSION = '0.7.2';
const UNBORN: InspectedSnapshot = { status: 'active', value: undefined, context: undefined };

export class Inspector implements InspectorPort {
  readonly #parts: InspectorParts;
  readonly #actors = new Map<string, Remembered>();
  readonly #watchers = new Set<Watcher>();
  #told = 0;
  #notRemembered = 0;
  #failed = 0;

  constructor(parts: InspectorParts) {
    this.#parts = parts;
  }

  /** Actors that whoever comes now is told of; those there was no room for, and facts that could not be told, ever. */
  get counts(): { readonly actors: number; readonly notRemembered: number; readonly failed: number } {
    return { actors: this.#actors.size, notRemembered: this.#notRemembered, failed: this.#failed };
  }

  /** What breaks in here must not break what is inspected: it is counted, and the fact is lost. */
  observe(fact: InspectedFact): void {
    try {
      this.#remember(fact);
      this.#tell(fact);
    } catch {
      this.#failed += 1;
    }
  }

  /** It first hears what is there: every actor with its present state, the oldest first. */
  add(watcher: Watcher): void {
    for (const { fact, snapshot } of this.#actors.values()) {
      if (watcher.sessionId !== undefined && watcher.sessionId !== fact.sessionId) continue;
      if (!watcher.take(JSON.stringify(this.#toldAs(fact, snapshot)))) break;
    }
    this.#watchers.add(watcher);
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  #tell(fact: InspectedFact): void {
    if (this.#watchers.size === 0) return;
    let text: string | undefined;
    for (const watcher of this.#watchers) {
      if (watcher.sessionId !== undefined && watcher.sessionId !== fact.sessionId) continue;
      text ??= JSON.stringify(this.#toldAs(fact));
      watcher.take(text);
    }
  }

  #remember(fact: InspectedFact): void {
    if (fact.type === 'actor') {
      if (this.#actors.size >= MAX_ACTORS) this.#notRemembered += 1;
      else this.#actors.set(fact.actorId, { fact, snapshot: UNBORN });
    } else if (fact.type === 'snapshot') {
      const known = this.#actors.get(fact.actorId);
      if (known === undefined) return;
      known.snapshot = fact.snapshot;
      if (fact.snapshot.status !== 'active') this.#forget(fact);
    }
  }

  /** A root takes with it what a crash left behind. */
  #forget({ actorId, rootId }: InspectedFact): void {
    this.#actors.delete(actorId);
    if (actorId !== rootId) return;
    for (const [id, { fact }] of this.#actors) if (fact.rootId === rootId) this.#actors.delete(id);
  }

  /** @param now Of an actor that is told of later than it began. */
  #toldAs(fact: InspectedFact, now: InspectedSnapshot = UNBORN): StatelyInspectionEvent {
    this.#told += 1;
    const head = {
      rootId: fact.rootId,
      sessionId: fact.actorId,
      createdAt: String(this.#parts.now()),
      id: String(this.#told),
      _version: PROTOCOL_VERSION,
    };
    switch (fact.type) {
      case 'actor':
        return {
          ...head,
          type: '@xstate.actor',
          name: nameOf(fact),
          parentId: fact.parentId,
          definition: this.#parts.definitions[fact.chart] ?? JSON.stringify({ id: fact.chart }),
          snapshot: shownSnapshot(now) as never,
        };
      case 'event':
        return { ...head, type: '@xstate.event', sourceId: fact.sourceId, event: shownEvent(fact.event) };
      case 'snapshot':
        return {
          ...head,
          type: '@xstate.snapshot',
          event: shownEvent(fact.event),
          snapshot: shownSnapshot(fact.snapshot) as never,
        };
    }
  }
}

/** Roots of many sessions side by side are told apart. */
function nameOf({ actorId, chart, name, rootId, sessionId }: ActorFact): string {
  return actorId === rootId && sessionId !== undefined ? `${chart} ${sessionId}` : name;
}

function shownEvent(event: { readonly type: string }): { readonly type: string } {
  return sanitised(event) as { readonly type: string };
}

function shownSnapshot({ status, value, context }: InspectedSnapshot): Shown {
  // States are named in the charts, and nowhere else.
  const states = typeof value === 'string' || (typeof value === 'object' && value !== null) ? (value as Shown) : null;
  return { status, ...(states === null ? {} : { value: states }), context: sanitised(context ?? {}) };
}
