/**
 * Receives everything that actors do while the server is inspected, remembers the live actors, and sends events to the
 * watchers in the format of @statelyai/inspect. Events are sanitised, and serialised only while somebody watches.
 */
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { InspectedFact, InspectedSnapshot, InspectorPort } from '../../actors/ports/inspector.ts';
import { type Shown, sanitised } from './sanitised.ts';

/** A receiver of inspection events. */
export interface Watcher {
  /** Only events of this session; undefined: all events. */
  readonly sessionId: string | undefined;
  /** @returns false when it accepts no more for now. */
  take(text: string): boolean;
}

export interface InspectorDeps {
  /** Unix ms. */
  readonly now: () => number;
  /** Chart → its configuration as JSON text, for the programs that draw it. */
  readonly definitions: Readonly<Record<string, string>>;
}

type ActorFact = Extract<InspectedFact, { type: 'actor' }>;

interface Remembered {
  readonly fact: ActorFact;
  snapshot: InspectedSnapshot;
}

/** Actors remembered for later watchers: all of a hundred sessions with their streams, and some listeners. */
export const MAX_ACTORS = 2_000;
/** Version of the protocol of @statelyai/inspect. */
const PROTOCOL_VERSION = '0.7.2';
const UNBORN: InspectedSnapshot = { status: 'active', value: undefined, context: undefined };

export class Inspector implements InspectorPort {
  readonly #deps: InspectorDeps;
  readonly #actors = new Map<string, Remembered>();
  readonly #watchers = new Set<Watcher>();
  #sent = 0;
  #notRemembered = 0;
  #failed = 0;

  constructor(deps: InspectorDeps) {
    this.#deps = deps;
  }

  /** Actors remembered now; and since the start, actors there was no room for and facts that could not be sent. */
  get counts(): { readonly actors: number; readonly notRemembered: number; readonly failed: number } {
    return { actors: this.#actors.size, notRemembered: this.#notRemembered, failed: this.#failed };
  }

  /** Never throws: an error in here must not break the inspected actor. It is counted, and the fact is lost. */
  observe(fact: InspectedFact): void {
    try {
      this.#remember(fact);
      this.#send(fact);
    } catch {
      this.#failed += 1;
    }
  }

  /** The watcher first gets every remembered actor with its present state, the oldest first. */
  add(watcher: Watcher): void {
    for (const { fact, snapshot } of this.#actors.values()) {
      if (watcher.sessionId !== undefined && watcher.sessionId !== fact.sessionId) continue;
      if (!watcher.take(JSON.stringify(this.#toMessage(fact, snapshot)))) break;
    }
    this.#watchers.add(watcher);
  }

  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  #send(fact: InspectedFact): void {
    if (this.#watchers.size === 0) return;
    let text: string | undefined;
    for (const watcher of this.#watchers) {
      if (watcher.sessionId !== undefined && watcher.sessionId !== fact.sessionId) continue;
      text ??= JSON.stringify(this.#toMessage(fact));
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

  /** With a root, forgets all actors below it: a crash does not report their ends. */
  #forget({ actorId, rootId }: InspectedFact): void {
    this.#actors.delete(actorId);
    if (actorId !== rootId) return;
    for (const [id, { fact }] of this.#actors) if (fact.rootId === rootId) this.#actors.delete(id);
  }

  /** @param now The present state of an actor that began before the watcher came. */
  #toMessage(fact: InspectedFact, now: InspectedSnapshot = UNBORN): StatelyInspectionEvent {
    this.#sent += 1;
    const head = {
      rootId: fact.rootId,
      sessionId: fact.actorId,
      createdAt: String(this.#deps.now()),
      id: String(this.#sent),
      _version: PROTOCOL_VERSION,
    };
    switch (fact.type) {
      case 'actor':
        return {
          ...head,
          type: '@xstate.actor',
          name: displayName(fact),
          parentId: fact.parentId,
          definition: this.#deps.definitions[fact.chart] ?? JSON.stringify({ id: fact.chart }),
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

/** A root's name has its session id, so that the roots of several sessions are distinguishable. */
function displayName({ actorId, chart, name, rootId, sessionId }: ActorFact): string {
  return actorId === rootId && sessionId !== undefined ? `${chart} ${sessionId}` : name;
}

function shownEvent(event: { readonly type: string }): { readonly type: string } {
  return sanitised(event) as { readonly type: string };
}

function shownSnapshot({ status, value, context }: InspectedSnapshot): Shown {
  // State names come from the charts, so they need no sanitising.
  const states = typeof value === 'string' || (typeof value === 'object' && value !== null) ? (value as Shown) : null;
  return { status, ...(states === null ? {} : { value: states }), context: sanitised(context ?? {}) };
}
