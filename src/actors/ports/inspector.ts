/** What an inspector of the server gets from the actors: all events and states, as plain data. */

/** An actor's state. `value` and `context` are the chart's own objects and must not be changed. */
export interface InspectedSnapshot {
  readonly status: string;
  readonly value: unknown;
  readonly context: unknown;
}

/** One thing that happened to an actor. `rootId` and `actorId` are XState's, unique in the process. */
export type InspectedFact = {
  readonly rootId: string;
  readonly actorId: string;
  /** The actor's session; circuits and sockets have none. */
  readonly sessionId: string | undefined;
} & (
  | {
      /** The actor is being made and has no state yet; a snapshot follows when it starts. */
      readonly type: 'actor';
      readonly name: string;
      readonly chart: string;
      readonly parentId: string | undefined;
    }
  | { readonly type: 'event'; readonly sourceId: string | undefined; readonly event: { readonly type: string } }
  | { readonly type: 'snapshot'; readonly event: { readonly type: string }; readonly snapshot: InspectedSnapshot }
);

/** Observes every actor while the server is inspected. It gets all data and must not pass on private data. */
export interface InspectorPort {
  /** Must not throw. */
  observe(fact: InspectedFact): void;
}
