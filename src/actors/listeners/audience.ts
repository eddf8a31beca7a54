/**
 * A session's listeners by connection id: their number, their languages, and one way to reach them all. Their sockets are
 * in rooms, one on each node that has listeners.
 */
import type { Audience as AudienceCount } from '../../machines/session.vocabulary.ts';
import { type EndReason, type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { ClockPort } from '../ports/clock.ts';

/** A message to all listeners. Transcripts go only to listeners who asked for them. */
export type ListenerMessage = ServerMessage;
/** Why all listeners are dismissed: the session has ended, or it continues in another process. */
export type DismissReason = EndReason | 'goingAway';

export interface Audience {
  readonly count: number;
  readonly byLanguage: ReadonlyMap<string, number>;
  publish(message: ListenerMessage): void;
  close(reason: DismissReason): void;
}

/** An event for a session's listeners, sent to every room. Numbered from 1 in each epoch, without gaps. */
export type AudienceEvent = { readonly epoch: number; readonly number: number } & AudienceNews;
export type AudienceNews =
  /** @param text The message as clients get it. */
  | { readonly kind: 'listeners' | 'transcripts'; readonly text: string }
  /** Another connection has taken the place of this one. */
  | { readonly kind: 'retire'; readonly connectionId: string }
  /** @param text The last message; undefined when the clients shall reconnect. */
  | { readonly kind: 'dismiss'; readonly text: string | undefined };

/** A request to join as a listener. */
export interface JoinOptions {
  readonly connectionId: string;
  readonly targetLanguage: string;
  /** The listener of this session that it replaces: the count does not change. */
  readonly replaces?: string | undefined;
  /**
   * Not refused at the limit, but at twice the limit: a refresh that names no socket counts twice until the old socket
   * closes, and every listener may refresh at once.
   */
  readonly mayOverfill?: boolean | undefined;
}

export interface SessionAudienceDeps {
  readonly sessionId: string;
  readonly epoch: number;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  /** The limit; a further listener is refused. */
  readonly maxListeners: number;
  readonly onChange: (audience: AudienceCount) => void;
  /** Sends an event to the rooms. */
  readonly outlet: (event: AudienceEvent) => void;
}

export class SessionAudience implements Audience {
  readonly #deps: SessionAudienceDeps;
  readonly #languages = new Map<string, string>();
  readonly #byLanguage = new Map<string, number>();
  #number = 0;

  constructor(deps: SessionAudienceDeps) {
    this.#deps = deps;
  }

  get count(): number {
    return this.#languages.size;
  }

  /** Number of listeners by language, in the order in which the languages came. */
  get byLanguage(): ReadonlyMap<string, number> {
    return this.#byLanguage;
  }

  get isFull(): boolean {
    return this.#languages.size >= this.#deps.maxListeners;
  }

  /** The number of the last event. */
  get lastNumber(): number {
    return this.#number;
  }

  has(connectionId: string): boolean {
    return this.#languages.has(connectionId);
  }

  /** A replacement is one step, so that the two are never counted together. @returns false when full or already joined. */
  join({ connectionId, targetLanguage, replaces, mayOverfill = false }: JoinOptions): boolean {
    const replaced = replaces === undefined ? undefined : this.#languages.get(replaces);
    const limit = this.#deps.maxListeners * (mayOverfill ? 2 : 1);
    if (this.has(connectionId) || (this.count >= limit && replaced === undefined)) return false;
    if (replaces !== undefined && replaced !== undefined) {
      this.#languages.delete(replaces);
      this.#add(replaced, -1);
      this.#tell({ kind: 'retire', connectionId: replaces });
    }
    this.#languages.set(connectionId, targetLanguage);
    this.#add(targetLanguage, 1);
    this.#changed();
    return true;
  }

  /** @returns false when the connection is not a listener. */
  changeLanguage(connectionId: string, targetLanguage: string): boolean {
    const before = this.#languages.get(connectionId);
    if (before === undefined) return false;
    if (before === targetLanguage) return true;
    this.#languages.set(connectionId, targetLanguage);
    this.#add(before, -1);
    this.#add(targetLanguage, 1);
    this.#changed();
    return true;
  }

  /** @returns false when the connection is not a listener. */
  leave(connectionId: string): boolean {
    const language = this.#languages.get(connectionId);
    if (language === undefined) return false;
    this.#languages.delete(connectionId);
    this.#add(language, -1);
    this.#changed();
    return true;
  }

  /** The message is encoded and handed over once, for any number of listeners. */
  publish(message: ListenerMessage): void {
    const kind = message.type === 'transcript' ? 'transcripts' : 'listeners';
    this.#tell({ kind, text: JSON.stringify(message) });
  }

  close(reason: DismissReason): void {
    this.#languages.clear();
    this.#byLanguage.clear();
    this.#tell({ kind: 'dismiss', text: reason === 'goingAway' ? undefined : this.#sessionEnded(reason) });
  }

  #sessionEnded(reason: EndReason): string {
    const { clock, sessionId } = this.#deps;
    const timestamp = wireSeconds(clock.unixNow());
    return JSON.stringify({ type: 'sessionEnded', sessionId, timestamp, reason } satisfies ServerMessage);
  }

  #tell(news: AudienceNews): void {
    this.#number += 1;
    this.#deps.outlet({ epoch: this.#deps.epoch, number: this.#number, ...news });
  }

  #add(language: string, by: number): void {
    const count = (this.#byLanguage.get(language) ?? 0) + by;
    if (count > 0) this.#byLanguage.set(language, count);
    else this.#byLanguage.delete(language);
  }

  #changed(): void {
    this.#deps.onChange({ count: this.count, languages: [...this.#byLanguage.keys()] });
  }
}
