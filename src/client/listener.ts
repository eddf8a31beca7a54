/** A listener: joins a session in a language and hears it. Plays nothing; hands out samples. For browsers and Node. */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { Client } from './client.ts';
import { type ClientEvents, type Incoming, isMessage } from './client-events.ts';
import type { ClientOptions } from './client-options.ts';
import { Connection } from './connection.ts';
import { Emitter } from './emitter.ts';
import { type ErrorMessage, samplesOf } from './heard-samples.ts';
import type { Seat } from './seat.ts';

export interface JoinOptions extends ClientOptions {
  readonly sessionId: string;
  readonly targetLanguage: string;
  /** The speaker's own words, too, as events `transcript`. */
  readonly transcripts?: boolean;
}

/** The language that is heard, kept so that a reconnect asks for the same. */
interface Wish {
  readonly sessionId: string;
  readonly transcripts: boolean;
  targetLanguage: string;
}

export class Listener extends Client {
  readonly #wish: Wish;

  /** @throws RostrumError: the server's refusal, or CONNECT_FAILED. */
  static async join(options: JoinOptions): Promise<Listener> {
    const { sessionId, targetLanguage, transcripts = false } = options;
    const wish: Wish = { sessionId, targetLanguage, transcripts };
    const events = new Emitter<ClientEvents>(options.on);
    const seat = seatOf(wish, (problem) => events.emit('error', problem));
    const connection = new Connection({ options, token: undefined, sessionId, seat, events });
    const listener = new Listener(events, connection, wish);
    await connection.open();
    return listener;
  }

  private constructor(events: Emitter<ClientEvents>, connection: Connection, wish: Wish) {
    super(events, connection);
    this.#wish = wish;
  }

  get targetLanguage(): string {
    return this.#wish.targetLanguage;
  }

  /** From the next sentence on. */
  changeLanguage(targetLanguage: string): Promise<ServerMessageOf<'languageChanged'>> {
    return this.connection.ask<'changeLanguage'>({ action: 'changeLanguage', targetLanguage }, 'languageChanged');
  }

  /** Tells the server only; what to play is the caller's. */
  pausePlayback(): Promise<ServerMessageOf<'playbackPaused'>> {
    return this.connection.ask<'pausePlayback'>({ action: 'pausePlayback' }, 'playbackPaused');
  }
}

function seatOf(wish: Wish, onProblem: (problem: ErrorMessage) => void): Seat {
  return {
    query: (arrival, { sessionId, connectionId }): Record<string, string> => {
      const transcripts = wish.transcripts ? { transcripts: 'on' } : {};
      // Who says which connection was its own is counted once, and by no limit.
      if (arrival === 'first' || connectionId === '') return transcripts;
      const { targetLanguage } = wish;
      return { action: 'refreshConnection', role: 'listener', sessionId, connectionId, targetLanguage, ...transcripts };
    },
    // Asked for on the open socket, and not by the URL: there a browser is shown no reason for a refusal.
    hello: (arrival) => {
      const { sessionId, targetLanguage } = wish;
      return arrival === 'refresh' ? undefined : { action: 'joinSession', sessionId, targetLanguage };
    },
    greeting: (arrival) => (arrival === 'refresh' ? 'connectionRefreshComplete' : 'sessionJoined'),
    seated: () => {},
    received: (_link, message) => take(wish, message, onProblem),
    lost: () => {},
    over: () => {},
  };
}

function take(wish: Wish, message: Incoming, onProblem: (problem: ErrorMessage) => void): void {
  if (isMessage(message, 'languageChanged')) wish.targetLanguage = message.targetLanguage;
  if (message.type !== 'audio') return;
  // Decoded once, here; the event is the same object.
  const { pcm, problem } = samplesOf(message);
  Object.assign(message, { pcm });
  if (problem) onProblem(problem);
}
