/** A session, and the room of its listeners in the same process. */
import { ListenerRoom } from '../listeners/listener-room.ts';
import { Session, type SessionDeps } from './session.ts';

export interface HostedSession {
  readonly session: Session;
  readonly room: ListenerRoom;
}

/** The session is not started yet. */
export function hostSession(deps: Omit<SessionDeps, 'outlet'>): HostedSession {
  const { info, ports } = deps;
  const { sessionId } = info;
  const session: Session = new Session({
    outlet: (event) => {
      room.deliver(event);
      ports.publishElsewhere?.(sessionId, event);
    },
    ...deps,
  });
  const room = new ListenerRoom({
    sessionId,
    clock: ports.clock,
    timings: ports.settings.listener,
    sockets: ports.audience,
    metrics: session.introspection.metrics,
    rows: session.connections,
    inspected: () => session.introspection.inspected,
    onLeft: (connectionId) => session.leave(connectionId),
  });
  return { session, room };
}
