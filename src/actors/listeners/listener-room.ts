/**
 * The listeners of one session whose sockets are on this node, each with a small actor for its language and backlog.
 * Delivers the events of the session's audience to them. Never sends audio: the pipeline does that.
 */
import { type Actor, createActor } from 'xstate';
import { type ListenerTimings, listenerMachine } from '../../machines/listener.machine.ts';
import type { Inspected } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { AudiencePort, SocketPort } from '../ports/sockets.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import type { AudienceEvent } from './audience.ts';
import { listenersTopic, transcriptsTopic } from './topics.ts';

interface Listener {
  readonly socket: SocketPort;
  readonly actor: Actor<typeof listenerMachine>;
}

/** The rows of listeners' connections. */
export interface ListenerRows {
  writeListener(connectionId: string, targetLanguage: string): void;
  deleteConnection(connectionId: string): void;
}

export interface ListenerRoomDeps {
  readonly sessionId: string;
  readonly clock: ClockPort;
  readonly metrics: MetricsPort;
  readonly timings: ListenerTimings;
  /** Native publish to the sockets of this node. */
  readonly sockets: AudiencePort;
  readonly rows: ListenerRows;
  readonly inspected: () => Inspected;
  /** A listener has left, or was dropped because it was too slow. It must be removed from the count. */
  readonly onLeft: (connectionId: string) => void;
}

export class ListenerRoom {
  readonly #deps: ListenerRoomDeps;
  readonly #byId = new Map<string, Listener>();
  /** The active recordings, one list each. */
  readonly #recordings = new Set<AudienceEvent[]>();
  #epoch = 0;
  #number = 0;

  constructor(deps: ListenerRoomDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Listeners that do not keep up now. */
  get lagging(): number {
    let lagging = 0;
    for (const { actor } of this.#byId.values()) if (actor.getSnapshot().matches('lagging')) lagging += 1;
    return lagging;
  }

  languageOf(connectionId: string): string | undefined {
    return this.#byId.get(connectionId)?.actor.getSnapshot().context.targetLanguage;
  }

  /** From now on the socket gets published messages. The listener was counted before. */
  add(socket: SocketPort, targetLanguage: string, wantsTranscripts: boolean): void {
    const { clock, inspected, rows, sessionId, timings } = this.#deps;
    const { connectionId } = socket;
    const actor = createActor(listenerMachine, {
      clock,
      input: { connectionId, targetLanguage, timings },
      ...inspected(),
    });
    actor.subscribe({ complete: () => this.#settle(connectionId), error: () => this.#settle(connectionId) });
    this.#byId.set(connectionId, { socket, actor });
    actor.start();
    socket.subscribe(listenersTopic(sessionId));
    if (wantsTranscripts) socket.subscribe(transcriptsTopic(sessionId));
    rows.writeListener(connectionId, targetLanguage);
  }

  changeLanguage(connectionId: string, targetLanguage: string): void {
    const before = this.languageOf(connectionId);
    if (before === undefined) return;
    if (before !== targetLanguage) {
      this.#byId.get(connectionId)?.actor.send({ type: 'language.changed', targetLanguage });
    }
    this.#deps.rows.writeListener(connectionId, targetLanguage);
  }

  /** Its socket has closed. */
  remove(connectionId: string): void {
    this.#byId.get(connectionId)?.actor.send({ type: 'listener.left' });
  }

  /** @param bytes Unsent bytes on its socket. */
  noteBacklog(connectionId: string, bytes: number): void {
    this.#byId.get(connectionId)?.actor.send({ type: 'delivery.backlog', bytes });
  }

  isLagging(connectionId: string): boolean {
    return this.#byId.get(connectionId)?.actor.getSnapshot().matches('lagging') ?? false;
  }

  /**
   * Handles an event of the audience. A repeated or outdated event is dropped: its epoch is lower, or its number is not
   * higher.
   */
  deliver(event: AudienceEvent): void {
    if (event.epoch < this.#epoch || (event.epoch === this.#epoch && event.number <= this.#number)) return;
    this.#epoch = event.epoch;
    this.#number = event.number;
    for (const recording of this.#recordings) recording.push(event);
    const { sessionId, sockets } = this.#deps;
    switch (event.kind) {
      case 'listeners':
        sockets.publish(listenersTopic(sessionId), event.text);
        return;
      case 'transcripts':
        sockets.publish(transcriptsTopic(sessionId), event.text);
        return;
      case 'retire':
        this.#retire(event.connectionId);
        return;
      case 'dismiss':
        this.dismiss(event.text);
    }
  }

  /** Keeps the events delivered from now on, until it is stopped. */
  record(): { readonly events: readonly AudienceEvent[]; stop(): void } {
    const events: AudienceEvent[] = [];
    this.#recordings.add(events);
    return { events, stop: () => void this.#recordings.delete(events) };
  }

  /** Dismisses all listeners. @param text The last message; undefined when the clients shall reconnect. */
  dismiss(text: string | undefined): void {
    const listeners = [...this.#byId.values()];
    this.#byId.clear();
    for (const { socket, actor } of listeners) {
      actor.stop();
      if (text !== undefined) socket.send(text);
      socket.close(text === undefined ? 'goingAway' : 'sessionEnded');
      this.#deps.rows.deleteConnection(socket.connectionId);
    }
  }

  /** Another connection has replaced it, so `onLeft` is not called. */
  #retire(connectionId: string): void {
    const listener = this.#byId.get(connectionId);
    if (listener === undefined) return;
    this.#byId.delete(connectionId);
    listener.actor.stop();
    listener.socket.retire();
    this.#deps.rows.deleteConnection(connectionId);
  }

  #settle(connectionId: string): void {
    const listener = this.#byId.get(connectionId);
    // A dismissed or retired listener is removed from the map before its actor stops: `onLeft` is not called for it.
    if (listener === undefined) return;
    const { metrics, onLeft, rows } = this.#deps;
    this.#byId.delete(connectionId);
    rows.deleteConnection(connectionId);
    const isSlow = listener.actor.getSnapshot().output?.reason === 'slowConsumer';
    if (isSlow) metrics.count('ListenerNotificationFailures', 1, { why: 'slowConsumer' });
    onLeft(connectionId);
    if (isSlow) listener.socket.close('slowConsumer');
  }
}
