/** Who owns a session. In one process: the host and the table. */
import type { RowSeen, SessionRecord } from '../ports/records.ts';
import type { Broadcast } from './broadcast.ts';
import type { Session } from './session.ts';

export type Located =
  | { readonly at: 'here'; readonly session: Session }
  /** Another process has it, and has said so. */
  | { readonly at: 'elsewhere'; readonly broadcast: Broadcast; readonly row: SessionRecord }
  /** Nobody is known to have it. Its row, where there is one, says whether it can be claimed. */
  | { readonly at: 'nowhere'; readonly row?: SessionRecord };

export type ClaimOutcome =
  /** The row is this process's, in an epoch one higher. */
  | 'claimed'
  /** Somebody else was quicker: the row is not as it was seen any more. */
  | 'raced'
  /** Its owner lives. */
  | 'alive'
  /** Nobody can say whether its owner lives. */
  | 'unsure';

export interface SessionDirectory {
  /** Rejects when the table cannot be reached. */
  locate(sessionId: string): Promise<Located>;
  /** Takes over a session that nobody has. Rejects when the table cannot be reached. */
  claim(sessionId: string, seen: RowSeen): Promise<ClaimOutcome>;
  /** The session is over in this process. */
  release(sessionId: string): void;
}
