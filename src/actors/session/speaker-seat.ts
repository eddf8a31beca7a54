/** The speaker's seat. It is always in the process that owns the session. */
import type { EndReason, ServerMessage, ServerMessageOf } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { SocketPort } from '../ports/sockets.ts';
import type { ControlMessage } from './controls.ts';
import type { Session } from './session.ts';

export class SpeakerSeat {
  readonly role = 'speaker';
  readonly session: Session;
  readonly connectionId: string;

  /** The socket takes the seat and replaces the present one, if there is one. */
  constructor(socket: SocketPort, session: Session, options: { readonly isRefresh?: boolean } = {}) {
    this.session = session;
    this.connectionId = socket.connectionId;
    session.speaker.attach(socket, options);
  }

  get sessionId(): string {
    return this.session.info.sessionId;
  }

  get broadcast(): Session {
    return this.session;
  }

  get isLive(): boolean {
    return this.session.isLive;
  }

  control(message: ControlMessage, atMs: UnixMs): ServerMessage {
    return this.session.control(message, atMs);
  }

  status(): ServerMessageOf<'sessionStatus'> {
    return this.session.status();
  }

  end(reason: EndReason): void {
    void this.session.end(reason, this.connectionId);
  }

  /** Its socket has closed. */
  leave(): void {
    this.session.speaker.left(this.connectionId);
  }
}
