/** What a churn of sessions came to, as the program says it. */

export interface ChurnReport {
  readonly sessions: number;
  readonly crashed: number;
  readonly streams: { readonly opened: number; readonly ended: number };
  /** Objects that are still reachable. */
  readonly held: {
    readonly sessions: number;
    readonly actors: number;
    readonly upstreams: number;
    readonly intakes: number;
    readonly forwarders: number;
  };
  /** After a full collection, when so many sessions had come and gone. */
  readonly heap: readonly { readonly sessions: number; readonly liveBytes: number }[];
}
