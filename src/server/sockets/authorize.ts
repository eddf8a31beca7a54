/** Who may do what: decided by the seat a connection has taken, never by what its message says. */
import { ACTIONS, type Action } from '../../protocol/client-messages.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { ClientConnection } from './client-connection.ts';

/** Whether this connection may do this at all: connection first, then role. */
export function refuseSeat({ seat, facts }: ClientConnection, action: Action): Refusal | undefined {
  const { who } = ACTIONS[action];
  if (action === 'createSession') {
    if (seat.role === 'listener') return refusal('UNAUTHORIZED', { requiredRole: 'speaker' });
    return facts.userId === undefined ? refusal('INVALID_TOKEN', { reason: 'missing' }) : undefined;
  }
  if (action === 'joinSession') {
    return seat.role === 'speaker' ? refusal('UNAUTHORIZED', { requiredRole: 'listener' }) : undefined;
  }
  if (who === 'any') return undefined;
  if (seat.role === 'none') return refusal('CONNECTION_NOT_FOUND');
  if (who !== 'joined' && who !== seat.role) return refusal('UNAUTHORIZED', { requiredRole: who });
  return undefined;
}
