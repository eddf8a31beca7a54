/** What a connection needs: the caller's options, and the role's seat. */
import type { ClientEvents } from './client-events.ts';
import type { ClientOptions, TokenSource } from './client-options.ts';
import type { Emitter } from './emitter.ts';
import type { Seat } from './seat.ts';

export interface ConnectionDeps {
  readonly options: ClientOptions;
  readonly token: TokenSource | undefined;
  /** Undefined for a new session. */
  readonly sessionId: string | undefined;
  readonly seat: Seat;
  readonly events: Emitter<ClientEvents>;
}
