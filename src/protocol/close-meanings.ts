/** What each close code means, for the documents. Apart from the table, so that no client carries it. */
import type { CloseName } from './close-codes.ts';

export const CLOSE_MEANINGS: Readonly<Record<CloseName, string>> = {
  ended: 'This client ended the session, or the delivery API closed its connection.',
  goingAway: 'The server is shutting down. Reconnect: the session continues.',
  refused: 'The connection was refused after the upgrade.',
  idle: 'Nothing was received from this client for the idle time.',
  replaced: 'A newer connection of the same client has taken its place.',
  sessionEnded: 'The session has ended.',
  slowConsumer: 'This listener did not receive what it was sent fast enough.',
  rate: 'The rate limit was exceeded for too long.',
};
