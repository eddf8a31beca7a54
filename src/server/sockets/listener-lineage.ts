/** What a listener keeps from socket to socket, as long as each socket names the one before it. */
import type { SlidingWindow } from '../../actors/connections/sliding-window.ts';

/** One listener, over all its sockets. */
export interface Lineage {
  /** The connection that has the listener's place now. A socket that names an older connection replaces this one. */
  holder: string;
  readonly returns: SlidingWindow;
}
