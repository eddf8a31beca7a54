/**
 * A listener: joins a session in a language and gets its audio. Gives samples; plays nothing. For browsers and Node.
 */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { Client } from './client.ts';
import { type ClientEvents, type Incoming, isMessage } from './client-events.ts';
import type { ClientOptions } from './client-options.ts';
import { Connection } from './connection.ts';
import { Emitter } from './emitter.ts';
import { type ErrorMessage, readSamples } from './heard-samples.ts';
import type { Seat } from './seat.ts';

export interface JoinOptions extends ClientOptions {
  readonly sessionId: string;
  readonly targetLanguage: string;
  /** Also get what the speaker says, as events `transcript`. */
  readonly transcripts?: boolean;
}

/** What the listener has joined, kept for reconnects. */
interface JoinedAs {
  readonly sessionId: string;
  readonly transcripts: boolean;
  targetLanguage: string;
}

export class Listener extends Client {
  readonly #joined: JoinedAs;

  /** @throws RostrumError: the server's refusal, or CONNECT_FAILED. */
  static async join(options: JoinOptions): Promise<Listener> {
    const { sessionId, targetLanguage, transcripts = false } = options;
    const joined: JoinedAs = { sessionId, targetLanguage, transcripts };
    const events = new Emitter<ClientEvents>(options.on);
    const seat = seatOf(joined, (problem) => events.emit('error', problem));
    const connection = new Connection({ options, token: undefined, sessionId, seat, events });
    const listener = new Listener(events, connection, joined);
    await connection.open();
    return listener;
  }

  private constructor(events: Emitter<ClientEvents>, connection: Connection, joined: JoinedAs) {
    super(events, connection);
    this.#joined = joined;
  }

  get targetLanguage(): string {
    return this.#joined.targetLanguage;
  }

  /** Takes effect from the next sentence on. */
  changeLanguage(targetLanguage: string): Promise<ServerMessageOf<'languageChanged'>> {
    return this.connection.ask<'changeLanguage'>({ action: 'changeLanguage', targetLanguage }, 'languageChanged');
  }

  /** Only tells the server; the caller must stop playing. */
  pausePlayback(): Promise<ServerMessageOf<'playbackPaused'>> {
    return this.connection.ask<'pausePlayback'>({ action: 'pausePlayback' }, 'playbackPaused');
  }
}

function seatOf(joined: JoinedAs, onProblem: (problem: ErrorMessage) => void): Seat {
  return {
    query: (arrival, { sessionId, connectionId }): Record<string, string> => {
      const transcripts = joined.transcripts ? { transcripts: 'on' } : {};
      // A listener that names its old connection is counted once and is not rate limited.
      if (arrival === 'first' || connectionId === '') return transcripts;
      const { targetLanguage } = joined;
      return { action: 'refreshConnection', role: 'listener', sessionId, connectionId, targetLanguage, ...transcripts };
    },
    // Sent on the open socket, not in the URL: a browser does not show why an upgrade was refused.
    hello: (arrival) => {
      const { sessionId, targetLanguage } = joined;
      return arrival === 'refresh' ? undefined : { action: 'joinSession', sessionId, targetLanguage };
    },
    greeting: (arrival) => (arrival === 'refresh' ? 'connectionRefreshComplete' : 'sessionJoined'),
    seated: () => {},
    received: (_link, message) => take(joined, message, onProblem),
    lost: () => {},
    over: () => {},
  };
}

function take(joined: JoinedAs, message: Incoming, onProblem: (problem: ErrorMessage) => void): void {
  if (isMessage(message, 'languageChanged')) joined.targetLanguage = message.targetLanguage;
  if (message.type !== 'audio') return;
  // Decoded once, here: the event is the same object.
  const { pcm, problem } = readSamples(message);
  Object.assign(message, { pcm });
  if (problem) onProblem(problem);
}
