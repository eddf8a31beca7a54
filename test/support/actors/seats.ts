/** Seats on a session without a server: what its sockets do when they join and when they close. */
import type { ListenerRoom } from '../../../src/actors/listeners/listener-room.ts';
import { ListenerSeat, type ListenerSeatOptions } from '../../../src/actors/listeners/listener-seat.ts';
import type { SocketPort } from '../../../src/actors/ports/sockets.ts';
import type { Session } from '../../../src/actors/session/session.ts';

export interface Rooms {
  roomOf(sessionId: string): ListenerRoom | undefined;
}

/** @returns whether it was let in. */
export function listen(
  rooms: Rooms,
  session: Session,
  socket: SocketPort,
  targetLanguage: string,
  options: Partial<Omit<ListenerSeatOptions, 'targetLanguage'>> = {},
): boolean {
  const room = rooms.roomOf(session.info.sessionId);
  if (room === undefined) return false;
  return (
    'role' in
    ListenerSeat.take(socket, session, room, {
      ...{ wantsTranscripts: false, joinedAt: 0 },
      ...options,
      targetLanguage,
    })
  );
}

export function changeLanguage(rooms: Rooms, session: Session, connectionId: string, targetLanguage: string): void {
  rooms.roomOf(session.info.sessionId)?.changeLanguage(connectionId, targetLanguage);
  void session.changeLanguage(connectionId, targetLanguage);
}

export function connectionClosed(rooms: Rooms, session: Session, connectionId: string): void {
  const room = rooms.roomOf(session.info.sessionId);
  if (room?.languageOf(connectionId) === undefined) session.speaker.left(connectionId);
  else room.remove(connectionId);
}
