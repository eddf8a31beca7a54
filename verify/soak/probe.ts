/** What the probe in the server's process is asked, and what it answers. */

export interface Probe {
  /** JavaScript objects and the buffers they hold; live ones only when garbage was collected before. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** How late the event loop was, since the last time it was asked. */
  readonly loop: { readonly p99Ms: number; readonly maxMs: number };
}

/** What is still reachable of what sessions are made of, and what keeps the process busy, by kind. */
export interface HeldObjects {
  readonly sessions: number;
  readonly upstreams: number;
  readonly connections: number;
  readonly resources: Readonly<Record<string, number>>;
}

export type SoakQuestion =
  | { readonly kind: 'memory'; readonly collect: boolean }
  | { readonly kind: 'objects' }
  | { readonly kind: 'break'; readonly sessionId: string };

export type SoakAnswer =
  | { readonly kind: 'memory'; readonly probe: Probe }
  | ({ readonly kind: 'objects' } & HeldObjects)
  | { readonly kind: 'broken'; readonly isDone: boolean };
