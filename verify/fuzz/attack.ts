/** An attack and its context. An attack does a bounded amount of work (a bite) at each run and may be run many times. */

import type { Chance } from '../../testkit/chance.ts';
import type { Accounts } from './accounts.ts';
import type { Oracle } from './oracle.ts';
import type { RawConnection } from './raw-connection.ts';

/** HTTP ports that only serve this machine. */
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
  /** Port for HTTP/2 without TLS. Only serves this machine. */
  readonly transcribe: number;
  /** Random choices for this bite alone: the same seed gives the same bite. */
  readonly chance: Chance;
  readonly oracle: Oracle;
  readonly accounts: Accounts;
  /** Aborts when the time is up. Attacks stop as soon as they can. */
  readonly signal: AbortSignal;
  /** Counts what was sent: WebSocket frames, HTTP requests, half-open connections. */
  readonly threw: (frames: number) => void;
  /** Hands over a connection that the server must end. If it does not, the connection is destroyed long after the attack. */
  readonly leave: (connection: RawConnection) => void;
}

export interface Attack {
  readonly name: string;
  /** `slow` attacks mostly wait. They have their own lane. */
  readonly lane: 'fast' | 'slow';
  run(context: AttackContext): Promise<void>;
}
