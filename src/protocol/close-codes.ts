/** Every way the server closes a socket, as a closed table. The number tells the client whether coming back makes sense. */

export const CLOSES = {
  ended: { code: 1000, reconnect: false, meaning: 'This socket asked for the end.' },
  goingAway: { code: 1001, reconnect: true, meaning: 'The server is going away; the session is taken up again.' },
  refused: { code: 1008, reconnect: false, meaning: 'Refused after the upgrade.' },
  idle: { code: 4408, reconnect: true, meaning: 'No frame was received for the idle time.' },
  replaced: { code: 4409, reconnect: false, meaning: 'A newer socket took this one’s place.' },
  sessionEnded: { code: 4410, reconnect: false, meaning: 'The session has ended.' },
  slowConsumer: { code: 4413, reconnect: true, meaning: 'This listener did not take what it was sent.' },
  rate: { code: 4429, reconnect: false, meaning: 'The rate limit was exceeded for too long.' },
} as const;

export type CloseName = keyof typeof CLOSES;
