/** What one listener keeps from socket to socket while it names the one before. */
import type { SlidingWindow } from '../../actors/connections/sliding-window.ts';

/** One listener, over all the sockets it had by naming the one before. */
export interface Lineage {
  /** The socket that has its place now: whoever names an older one takes the place over from it, so that it is counted once. */
  holder: string;
  readonly returns: SlidingWindow;
}
