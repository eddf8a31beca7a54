/**
 * All that a session sees of those who listen: how many, in which languages, and one way to reach them all. It knows
 * listeners by their connection ids. Their sockets are in rooms, one on each node that has any.
 */
import type { Audience as AudienceCount } from '../../machines/session.vocabulary.ts';
import { type EndReason, type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { ClockPort } from '../ports/clock.ts';

/** What all who listen are sent; transcripts go to those who asked for them. */
export type ListenerMessage = ServerMessage;
/** Why all who listen are sent away: the session has ended, or it goes on elsewhere. */
export type DismissReason = EndReason | 'goingAway';

export interface Audience {
  readonly count: number;
  readonly byLanguage: ReadonlyMap<string, number>;
  publish(message: ListenerMessage): void;
  close(reason: DismissReason): void;
}

/** What happens to a session's listeners, told to every room. Numbered from 1 in each epoch, without gaps. */
export type AudienceEvent = { readonly epoch: number; readonly number: number } & AudienceNews;
export type AudienceNews =
  /** @param text The message as clients get it. */
  | { readonly kind: 'listeners' | 'transcripts'; readonly text: string }
  /** Another connection has taken the place of this one. */
  | { readonly kind: 'retire'; readonly connectionId: string }
  /** @param text The last message; none when everybody is sent away to come back. */
  | { readonly kind: 'dismiss'; readonly text: string | undefined };

/** Who asks for a listener's place. */
export interface JoinOptions {
  readonly connectionId: string;
  readonly targetLanguage: string;
  /** The listener of this session whose place it takes: the count is the same before and after. */
  readonly replaces?: string | undefined;
  /** A refresh that names no socket may be one listener too many until the old socket closes. */
  readonly mayOverfill?: boolean | undefined;
}

export interface SessionAudienceDeps {
  readonly sessionId: string;
  readonly epoch: number;
  readonly clock: Pick<ClockPort, 'unixNow'>;
  /** At most this many; the next is refused. */
  readonly maxListeners: number;
  readonly onChange: (audience: AudienceCount) => void;
  /** To the rooms. */
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

  /** The languages somebody listens in, in order of arrival. */
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

  /** In one step: nobody ever counts a listener and the one that it replaces. @returns false when full or there already. */
  join({ connectionId, targetLanguage, replaces, mayOverfill = false }: JoinOptions): boolean {
    const replaced = replaces === undefined ? undefined : this.#languages.get(replaces);
    if (this.has(connectionId) || (this.isFull && replaced === undefined && !mayOverfill)) return false;
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

  /** @returns false for one who does not listen. */
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

  /** @returns false for one who does not listen. */
  leave(connectionId: string): boolean {
    const language = this.#languages.get(connectionId);
    if (language === undefined) return false;
    this.#languages.delete(connectionId);
    this.#add(language, -1);
    this.#changed();
    return true;
  }

  /** Encoded once and handed over once, however many listen. */
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
