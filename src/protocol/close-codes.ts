/** Every way the server closes a socket, as a closed table. The code tells a client whether to reconnect. */

export const CLOSES = {
  ended: {
    code: 1000,
    reconnect: false,
    meaning: 'This client ended the session, or the delivery API closed its connection.',
  },
  goingAway: { code: 1001, reconnect: true, meaning: 'The server is shutting down. Reconnect: the session continues.' },
  refused: { code: 1008, reconnect: false, meaning: 'The connection was refused after the upgrade.' },
  idle: { code: 4408, reconnect: true, meaning: 'Nothing was received from this client for the idle time.' },
  replaced: { code: 4409, reconnect: false, meaning: 'A newer connection of the same client has taken its place.' },
  sessionEnded: { code: 4410, reconnect: false, meaning: 'The session has ended.' },
  slowConsumer: { code: 4413, reconnect: true, meaning: 'This listener did not receive what it was sent fast enough.' },
  rate: { code: 4429, reconnect: false, meaning: 'The rate limit was exceeded for too long.' },
} as const;

export type CloseName = keyof typeof CLOSES;
