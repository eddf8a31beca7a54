/** What an inspector of the server needs from the actors: everything that happens, as plain facts. */

/** What an actor is in; `value` and `context` are the chart's own objects, only to be read. */
export interface InspectedSnapshot {
  readonly status: string;
  readonly value: unknown;
  readonly context: unknown;
}

/** One thing that happened to an actor. `rootId` and `actorId` are XState's, unique in the process. */
export type InspectedFact = {
  readonly rootId: string;
  readonly actorId: string;
  /** The session it is of; a circuit or a socket is of none. */
  readonly sessionId: string | undefined;
} & (
  | {
      /** It is being made, and is in no state yet; a snapshot follows when it starts. */
      readonly type: 'actor';
      readonly name: string;
      readonly chart: string;
      readonly parentId: string | undefined;
    }
  | { readonly type: 'event'; readonly sourceId: string | undefined; readonly event: { readonly type: string } }
  | { readonly type: 'snapshot'; readonly event: { readonly type: string }; readonly snapshot: InspectedSnapshot }
);

/** Sees into every actor while somebody inspects the server. It gets everything, and must let nothing private out. */
export interface InspectorPort {
  /** Must not throw. */
  observe(fact: InspectedFact): void;
}
