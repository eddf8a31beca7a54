/**
 * One connection's place among a session's listeners. It is counted in the process that owns the session; its socket is in
 * the room of this node.
 */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import type { SocketPort } from '../ports/sockets.ts';
import type { Broadcast, Joined, LocalBroadcast } from '../session/broadcast.ts';
import type { AudienceEvent, JoinOptions } from './audience.ts';
import type { ListenerRoom } from './listener-room.ts';

export interface ListenerSeatOptions extends Omit<JoinOptions, 'connectionId'> {
  readonly wantsTranscripts: boolean;
  /** Now: speech of segments that were begun before is not heard whole. */
  readonly joinedAt: MonotonicMs;
}

export class ListenerSeat {
  readonly role = 'listener';
  readonly connectionId: string;
  readonly broadcast: Broadcast;
  readonly joinedAt: MonotonicMs;
  readonly #room: ListenerRoom;

  private constructor(connectionId: string, broadcast: Broadcast, room: ListenerRoom, joinedAt: MonotonicMs) {
    this.connectionId = connectionId;
    this.broadcast = broadcast;
    this.joinedAt = joinedAt;
    this.#room = room;
  }

  /** Joins in the owner's process, at once. */
  static take(
    socket: SocketPort,
    broadcast: LocalBroadcast,
    room: ListenerRoom,
    { wantsTranscripts, joinedAt, ...options }: ListenerSeatOptions,
  ): ListenerSeat | Refusal {
    const { connectionId } = socket;
    const joined = broadcast.joinNow({ connectionId, ...options });
    if (!('ok' in joined)) return joined;
    room.add(socket, options.targetLanguage, wantsTranscripts);
    return new ListenerSeat(connectionId, broadcast, room, joinedAt);
  }

  /**
   * Joins a session of any process. The room must follow the session already: events that come before the owner's answer
   * are sent after the greeting.
   * @param greet Sends the greeting. Called in the same turn of the event loop in which the socket begins to get published
   *   messages.
   */
  static async join(
    socket: SocketPort,
    broadcast: Broadcast,
    room: ListenerRoom,
    { wantsTranscripts, joinedAt, ...options }: ListenerSeatOptions,
    greet: (joined: Joined) => void,
  ): Promise<ListenerSeat | Refusal> {
    const { connectionId } = socket;
    const heard = room.record();
    const joined = await broadcast.join({ connectionId, ...options }).finally(() => heard.stop());
    if (!('ok' in joined)) return joined;
    const events = heard.events.filter((event) => isAfter(event, joined.lastEvent));
    // All listeners were dismissed before the answer came: this one would never be dismissed.
    if (events.some(({ kind }) => kind === 'dismiss')) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    greet(joined);
    for (const event of events) {
      if (event.kind === 'listeners' || (event.kind === 'transcripts' && wantsTranscripts)) socket.send(event.text);
    }
    room.add(socket, options.targetLanguage, wantsTranscripts);
    return new ListenerSeat(connectionId, broadcast, room, joinedAt);
  }

  get sessionId(): string {
    return this.broadcast.info.sessionId;
  }

  get isLive(): boolean {
    return this.broadcast.isLive;
  }

  /** Undefined when the listener was removed. */
  get targetLanguage(): string | undefined {
    return this.#room.languageOf(this.connectionId);
  }

  get isLagging(): boolean {
    return this.#room.isLagging(this.connectionId);
  }

  /** The change is counted when the promise resolves; in the owner's process that is at once. */
  changeLanguage(targetLanguage: string): Promise<void> {
    this.#room.changeLanguage(this.connectionId, targetLanguage);
    return this.broadcast.changeLanguage(this.connectionId, targetLanguage);
  }

  /** Its socket has closed. */
  leave(): void {
    this.#room.remove(this.connectionId);
  }

  /** @param bytes Unsent bytes on its socket. */
  noteBacklog(bytes: number): void {
    this.#room.noteBacklog(this.connectionId, bytes);
  }
}

function isAfter(event: AudienceEvent, last: Joined['lastEvent']): boolean {
  return event.epoch > last.epoch || (event.epoch === last.epoch && event.number > last.number);
}
