/** How a listener's page looks after its connection. */
import { HEARTBEAT_MS } from '../liveness/heartbeat.ts';

/**
 * How the page looks after its connection, ms. It asks for a sign after 5 s without one, and gives the connection up after 20 s.
 * It comes back for as long as a session lasts: the server says when it is over.
 */
export const CARE = { heartbeatMs: HEARTBEAT_MS, lostAfterMs: 20_000, giveUpAfterMs: 7_200_000 };
