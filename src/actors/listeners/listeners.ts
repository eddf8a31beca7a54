/** Who listens to one session: a small actor each, counted by language. Never sends audio: that is the pipeline's. */
import { type Actor, createActor } from 'xstate';
import { type ListenerTimings, listenerMachine } from '../../machines/listener.machine.ts';
import type { Audience } from '../../machines/session.vocabulary.ts';
import type { Inspected } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SocketPort } from '../ports/sockets.ts';

interface Listener {
  readonly socket: SocketPort;
  readonly actor: Actor<typeof listenerMachine>;
}

export interface ListenersParts {
  readonly clock: ClockPort;
  readonly timings: ListenerTimings;
  /** At most this many; the next is refused. */
  readonly maxListeners: number;
  readonly inspected?: Inspected;
  readonly onChange: (audience: Audience) => void;
  /** A listener that would not take what it was sent; it has left already. */
  readonly onSlow: (connectionId: string) => void;
}

export interface JoinOptions {
  readonly wantsTranscripts: boolean;
  /** The listener of this session whose place it takes: the audience is the same before and after. */
  readonly replaces?: string | undefined;
  /** A refresh without a name may be one too many until its old socket closes. */
  readonly mayOverfill?: boolean | undefined;
}

export class Listeners {
  readonly #parts: ListenersParts;
  readonly #byId = new Map<string, Listener>();
  readonly #byLanguage = new Map<string, number>();

  constructor(parts: ListenersParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#byId.size;
  }

  get isFull(): boolean {
    return this.#byId.size >= this.#parts.maxListeners;
  }

  /** The languages somebody listens in, in order of arrival. */
  get languages(): string[] {
    return [...this.#byLanguage.keys()];
  }

  get distribution(): Record<string, number> {
    return Object.fromEntries(this.#byLanguage);
  }

  languageOf(connectionId: string): string | undefined {
    return this.#byId.get(connectionId)?.actor.getSnapshot().context.targetLanguage;
  }

  /**
   * @param replaces The listener whose place it takes, in one step: nobody ever counts both.
   * @param mayOverfill Let in even when the session is full.
   * @returns false when the session is full or the connection listens already.
   */
  add(
    socket: SocketPort,
    targetLanguage: string,
    { replaces, mayOverfill = false }: Omit<JoinOptions, 'wantsTranscripts'> = {},
  ): boolean {
    const { connectionId } = socket;
    const replaced = replaces === undefined ? undefined : this.#byId.get(replaces);
    if (this.#byId.has(connectionId) || (this.isFull && !replaced && !mayOverfill)) return false;
    if (replaced) this.#give(replaced);
    const actor = createActor(listenerMachine, {
      ...this.#parts.inspected,
      clock: this.#parts.clock,
      input: { connectionId, targetLanguage, timings: this.#parts.timings },
    });
    actor.subscribe({
      complete: () => this.#settle(connectionId),
      error: () => this.#settle(connectionId),
    });
    this.#byId.set(connectionId, { socket, actor });
    this.#count(targetLanguage, 1);
    actor.start();
    this.#changed();
    return true;
  }

  changeLanguage(connectionId: string, targetLanguage: string): void {
    const before = this.languageOf(connectionId);
    if (before === undefined || before === targetLanguage) return;
    this.#byId.get(connectionId)?.actor.send({ type: 'language.changed', targetLanguage });
    this.#count(before, -1);
    this.#count(targetLanguage, 1);
    this.#changed();
  }

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

  /** Listeners that do not keep up now. */
  get lagging(): number {
    let lagging = 0;
    for (const { actor } of this.#byId.values()) if (actor.getSnapshot().matches('lagging')) lagging += 1;
    return lagging;
  }

  sockets(): SocketPort[] {
    return [...this.#byId.values()].map((listener) => listener.socket);
  }

  /** At the session's end: every actor stops, nobody is told. */
  stop(): void {
    const actors = [...this.#byId.values()].map((listener) => listener.actor);
    this.#byId.clear();
    this.#byLanguage.clear();
    for (const actor of actors) actor.stop();
  }

  /** Gives a listener's place away without a word: the next one is about to take it. */
  #give({ socket, actor }: Listener): void {
    this.#byId.delete(socket.connectionId);
    this.#count(actor.getSnapshot().context.targetLanguage, -1);
    actor.stop();
    socket.retire();
  }

  #settle(connectionId: string): void {
    const listener = this.#byId.get(connectionId);
    // stop() empties the map before the actors complete: nobody is left to be told then.
    if (listener === undefined) return;
    this.#byId.delete(connectionId);
    const { context, output } = listener.actor.getSnapshot();
    this.#count(context.targetLanguage, -1);
    this.#changed();
    if (output?.reason === 'slowConsumer') {
      this.#parts.onSlow(connectionId);
      listener.socket.close('slowConsumer');
    }
  }

  #count(language: string, by: number): void {
    const count = (this.#byLanguage.get(language) ?? 0) + by;
    if (count > 0) this.#byLanguage.set(language, count);
    else this.#byLanguage.delete(language);
  }

  #changed(): void {
    this.#parts.onChange({ count: this.count, languages: this.languages });
  }
}
