/** Every way the server closes a socket, as a closed table. The code tells a client whether to reconnect. */

export const CLOSES = {
  ended: { code: 1000, reconnect: false },
  goingAway: { code: 1001, reconnect: true },
  refused: { code: 1008, reconnect: false },
  idle: { code: 4408, reconnect: true },
  replaced: { code: 4409, reconnect: false },
  sessionEnded: { code: 4410, reconnect: false },
  slowConsumer: { code: 4413, reconnect: true },
  rate: { code: 4429, reconnect: false },
} as const;

export type CloseName = keyof typeof CLOSES;
