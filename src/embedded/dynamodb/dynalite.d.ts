/** The part of dynalite that is used here; the package has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** LevelDB folder; in memory without it. */
    readonly path?: string;
    /** How long a new table stays CREATING; 500. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** The server's close() also closes the store, and calls back when both are done. */
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}
