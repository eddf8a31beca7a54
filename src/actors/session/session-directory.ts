/** Finds the owner of a session, and takes over sessions without one. */
import type { RowSeen, SessionRecord } from '../ports/records.ts';
import type { Broadcast } from './broadcast.ts';
import type { Session } from './session.ts';

export type Located =
  | { readonly at: 'here'; readonly session: Session }
  /** Another process owns it and has confirmed that. */
  | { readonly at: 'elsewhere'; readonly broadcast: Broadcast; readonly row: SessionRecord }
  /** No owner is known. Its row, if there is one, shows whether it can be claimed. */
  | { readonly at: 'nowhere'; readonly row?: SessionRecord };

export type ClaimOutcome =
  /** This process owns the row, in the next epoch. */
  | 'claimed'
  /** Another process was faster: the row has changed since it was read. */
  | 'raced'
  /** Its owner still runs it. */
  | 'alive'
  /** It is unknown whether its owner still runs it. */
  | 'unsure';

export interface SessionDirectory {
  /** Rejects when the table cannot be reached. */
  locate(sessionId: string): Promise<Located>;
  /** Takes over a session without an owner. Rejects when the table cannot be reached. */
  claim(sessionId: string, seen: RowSeen): Promise<ClaimOutcome>;
  /** The session is over in this process. */
  release(sessionId: string): void;
}
