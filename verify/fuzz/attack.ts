/** What every attack gets and is. An attack runs one bite of bounded size at a time, and may be run again and again. */

import type { Chance } from '../../testkit/chance.ts';
import type { Accounts } from './accounts.ts';
import type { Oracle } from './oracle.ts';
import type { RawConnection } from './raw-connection.ts';

/** The HTTP ports that are for this machine only. */
export interface LocalPorts {
  readonly dynamodb: number;
  readonly lambda: number;
  readonly faults: number;
  readonly admin: number;
  readonly inspect: number;
}

export interface AttackContext {
  readonly port: number;
  readonly local: LocalPorts;
  /** HTTP/2 without TLS, for this machine only. */
  readonly transcribe: number;
  /** Of this bite alone: the same seed bites the same. */
  readonly chance: Chance;
  readonly oracle: Oracle;
  readonly accounts: Accounts;
  /** Time is up: stop where that is possible. */
  readonly signal: AbortSignal;
  /** Counts what was thrown: WebSocket frames, HTTP requests, half-open connections. */
  readonly threw: (frames: number) => void;
  /** A connection that is left to the server: it is destroyed long after the attack, if the server has not ended it. */
  readonly leave: (connection: RawConnection) => void;
}

export interface Attack {
  readonly name: string;
  /** `slow` ones wait more than they work; they have a lane of their own, beside the others. */
  readonly lane: 'fast' | 'slow';
  run(context: AttackContext): Promise<void>;
}
