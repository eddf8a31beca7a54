/** Requests to the probe in the server's process, and its answers. */

export interface Probe {
  /** JavaScript objects and their buffers. Only live ones if garbage was collected before. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** Delay of the event loop since the previous request. */
  readonly loop: { readonly p99Ms: number; readonly maxMs: number };
}

/** Session objects that are still reachable, and active resources of the process, counted by kind. */
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
