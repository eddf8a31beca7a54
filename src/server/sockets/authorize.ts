/** Who may do what. Only the connection's seat decides, never the content of a message. */
import { ACTIONS, type Action } from '../../protocol/client-messages.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { ClientConnection } from './client-connection.ts';

/** @returns why this connection may not do this: no seat, or the wrong role. */
export function refuseSeat(
  { seat, info }: Pick<ClientConnection, 'seat' | 'info'>,
  action: Action,
): Refusal | undefined {
  const { who } = ACTIONS[action];
  if (action === 'createSession') {
    if (seat.role === 'listener') return refusal('UNAUTHORIZED', { requiredRole: 'speaker' });
    return info.userId === undefined ? refusal('INVALID_TOKEN', { reason: 'missing' }) : undefined;
  }
  if (action === 'joinSession') {
    return seat.role === 'speaker' ? refusal('UNAUTHORIZED', { requiredRole: 'listener' }) : undefined;
  }
  if (who === 'any') return undefined;
  if (seat.role === 'none') return refusal('CONNECTION_NOT_FOUND');
  if (who !== 'joined' && who !== seat.role) return refusal('UNAUTHORIZED', { requiredRole: who });
  return undefined;
}
