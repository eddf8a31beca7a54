/**
 * The listeners of one session whose sockets are on this node: a small actor each, for its language and its backlog. It
 * hands them what the session's audience publishes. Never sends audio: the pipeline delivers that.
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
  /** A listener has left, or was dropped because it did not take what it was sent. Whoever counts has to know. */
  readonly onLeft: (connectionId: string) => void;
}

export class ListenerRoom {
  readonly #deps: ListenerRoomDeps;
  readonly #byId = new Map<string, Listener>();
  /** What is recorded now, one list for each recording. */
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

  /** From now on the socket gets what is published. Its place has been counted already. */
  add(socket: SocketPort, targetLanguage: string, wantsTranscripts: boolean): void {
    const { clock, inspected, rows, sessionId, timings } = this.#deps;
    const { connectionId } = socket;
    const actor = createActor(listenerMachine, {
      ...inspected(),
      clock,
      input: { connectionId, targetLanguage, timings },
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

  /** @param bytes Unsent on its socket now. */
  noteBacklog(connectionId: string, bytes: number): void {
    this.#byId.get(connectionId)?.actor.send({ type: 'delivery.backlog', bytes });
  }

  isLagging(connectionId: string): boolean {
    return this.#byId.get(connectionId)?.actor.getSnapshot().matches('lagging') ?? false;
  }

  /** Takes what the audience tells its rooms. What came before is dropped: a lower epoch, or a number that was there. */
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

  /** Keeps what is delivered from now on, until it is stopped. */
  record(): { readonly events: readonly AudienceEvent[]; stop(): void } {
    const events: AudienceEvent[] = [];
    this.#recordings.add(events);
    return { events, stop: () => void this.#recordings.delete(events) };
  }

  /** Everybody is sent away. @param text The last message; none: they shall come back, to wherever the session is then. */
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

  /** Another connection has its place now; nobody is told. */
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
    // Who is sent away or retired is taken off the map before its actor stops: nobody has to be told then.
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
