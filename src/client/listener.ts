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
import { platformOf } from './platform.ts';
import { type PlaybackNews, PlaybackReports, type ReportCounts } from './playback-reports.ts';
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
  readonly #reports: PlaybackReports;

  /** @throws RostrumError: the server's refusal, or CONNECT_FAILED. */
  static async join(options: JoinOptions): Promise<Listener> {
    const { sessionId, targetLanguage, transcripts = false } = options;
    const joined: JoinedAs = { sessionId, targetLanguage, transcripts };
    const events = new Emitter<ClientEvents>(options.on);
    const reports = new PlaybackReports(platformOf(options).clock);
    const seat = seatOf(joined, reports, (problem) => events.emit('error', problem));
    const connection = new Connection({ options, token: undefined, sessionId, seat, events });
    const listener = new Listener(events, connection, joined, reports);
    await connection.open();
    return listener;
  }

  private constructor(
    events: Emitter<ClientEvents>,
    connection: Connection,
    joined: JoinedAs,
    reports: PlaybackReports,
  ) {
    super(events, connection);
    this.#joined = joined;
    this.#reports = reports;
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

  /**
   * Tells the server when a segment was heard, or that it was skipped. Sent at most twice a second, and not before the
   * session is joined; a report that has to wait survives reconnects. `player/listener-player.ts` calls it.
   */
  reportPlayback(news: PlaybackNews): void {
    if (this.connection.ending === undefined) this.#reports.add(news);
  }

  /** `sent` and `dropped`: the oldest of more than 64 that waited, and those that waited at the end. */
  get reports(): Readonly<ReportCounts> {
    return this.#reports.counts;
  }
}

function seatOf(joined: JoinedAs, reports: PlaybackReports, onProblem: (problem: ErrorMessage) => void): Seat {
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
    seated: (link) => reports.seated(link),
    received: (_link, message) => take(joined, message, onProblem),
    lost: (link) => reports.lost(link),
    over: () => reports.over(),
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
