/** Whether the session's speaker is connected: its socket is attached, replaced by a newer one, and leaves. */
import { isSpeakerPresent } from '../../machines/selectors.ts';
import type { SocketPort } from '../ports/sockets.ts';
import type { ConnectionRecords } from '../records/connection-records.ts';
import type { SessionActor } from './session-actor.ts';
import type { SessionNotifier } from './session-notifier.ts';
import type { SessionState } from './session-state.ts';

export interface SpeakerPresenceDeps {
  readonly actor: Pick<SessionActor, 'getSnapshot' | 'send'>;
  readonly connections: Pick<ConnectionRecords, 'deleteConnection' | 'writeSpeaker'>;
  readonly notifier: Pick<SessionNotifier, 'speaker'>;
  readonly state: Pick<SessionState, 'isOver' | 'record'>;
}

export class SpeakerPresence {
  readonly #deps: SpeakerPresenceDeps;

  constructor(deps: SpeakerPresenceDeps) {
    this.#deps = deps;
  }

  get isPresent(): boolean {
    return isSpeakerPresent(this.#deps.actor.getSnapshot());
  }

  /** A second socket replaces the first: at once, or after a moment for a refresh, so that messages under way are not lost. */
  attach(socket: SocketPort, { isRefresh = false }: { readonly isRefresh?: boolean } = {}): void {
    const { actor, connections, notifier, state } = this.#deps;
    const before = notifier.speaker;
    notifier.speaker = socket;
    actor.send({ type: 'speaker.attached', connectionId: socket.connectionId });
    if (before && before.connectionId !== socket.connectionId) {
      connections.deleteConnection(before.connectionId);
      if (isRefresh) before.retire();
      else before.close('replaced');
    }
    connections.writeSpeaker(socket.connectionId);
    state.record();
  }

  /** A socket of the speaker has closed. A newer socket stays. */
  left(connectionId: string): void {
    const { actor, connections, notifier, state } = this.#deps;
    if (state.isOver) return;
    if (notifier.speaker?.connectionId === connectionId) {
      notifier.speaker = undefined;
      actor.send({ type: 'speaker.left', connectionId });
    }
    connections.deleteConnection(connectionId);
    state.record();
  }
}
