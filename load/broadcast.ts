/** One session: the speaker's socket, then the listeners' sockets. Sends no audio or controls itself. */
import { Counter } from 'k6/metrics';
import { clearTimeout, setTimeout } from 'k6/timers';
import { Client, type Message } from './client.ts';
import { END_WITHIN_MS, SEATED_WITHIN_MS, SETTINGS } from './settings.ts';

export interface BroadcastEvents {
  /** All clients have joined. */
  readonly onAir: (broadcast: Broadcast) => void;
  readonly onSpeakerText?: (text: string, at: number) => void;
  readonly onListenerText?: (text: string, at: number, listener: number) => void;
  /** Called last, when the session has ended or did not end in time. */
  readonly onOver?: () => void;
}

/** Error messages to clients. */
const refusals = new Counter('errors_received');
/** Sessions that did not end after their speaker's endSession. */
const unended = new Counter('sessions_lost');

export class Broadcast {
  readonly speaker: Client;
  readonly #listeners: Client[] = [];
  readonly #events: BroadcastEvents;
  readonly #size: number;
  #joined = 0;
  #isOver = false;
  /** Time limit, first for all clients to join, then for the session's end. */
  #late: number;

  constructor(token: string, listeners: number, events: BroadcastEvents) {
    refusals.add(0);
    unended.add(0);
    this.#events = events;
    this.#size = listeners;
    this.#late = setTimeout(() => this.#over(), SEATED_WITHIN_MS);
    const query = { token, action: 'createSession', sourceLanguage: 'en' };
    this.speaker = new Client(query, {
      onText: (text, at) => this.#hearSpeaker(text, at),
      onClose: () => this.#over(),
    });
  }

  /** Ends the session, and waits for its end. */
  end(): void {
    this.#late = setTimeout(() => this.#over(), END_WITHIN_MS);
    this.speaker.send({ action: 'endSession' });
  }

  #hearSpeaker(text: string, at: number): void {
    if (text.startsWith('{"type":"error"')) this.#refused(text);
    else if (text.startsWith('{"type":"sessionCreated"')) this.#seatListeners(JSON.parse(text) as Message);
    else if (text.startsWith('{"type":"sessionEnded"')) {
      this.#over(true);
    } else this.#events.onSpeakerText?.(text, at);
  }

  #seatListeners({ sessionId }: Message): void {
    if (this.#size === 0) this.#seated();
    for (let listener = 0; listener < this.#size; listener += 1) {
      const query = { sessionId: String(sessionId), targetLanguage: 'es' };
      const client = new Client(query, { onText: (text, at) => this.#hearListener(text, at, listener) });
      this.#listeners.push(client);
    }
  }

  #hearListener(text: string, at: number, listener: number): void {
    if (text.startsWith('{"type":"error"')) this.#refused(text);
    else if (text.startsWith('{"type":"sessionEnded"')) this.#listeners[listener]?.expectEnd();
    else if (text.startsWith('{"type":"sessionJoined"')) {
      this.#joined += 1;
      if (this.#joined === this.#size) this.#seated();
    } else this.#events.onListenerText?.(text, at, listener);
  }

  #seated(): void {
    clearTimeout(this.#late);
    this.#events.onAir(this);
  }

  #refused(text: string): void {
    refusals.add(1);
    console.error(`refused: ${text}`);
  }

  #over(asWished = false): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#late);
    if (!asWished) unended.add(1);
    this.speaker.expectEnd();
    // Listeners stay longer for the last sentence. The server closes them.
    setTimeout(() => {
      this.#events.onOver?.();
      for (const listener of this.#listeners) listener.close();
      this.speaker.close();
    }, LISTENERS_STAY_MS);
  }
}

/** SESSION_LINGER_MS and some reserve. */
const LISTENERS_STAY_MS = 4_000;

/** When a speaker connects: connects are spread over the ramp. @param number 1 for the first speaker. */
export function entranceMs(number: number, speakers: number): number {
  return (SETTINGS.rampMs * (number - 1)) / speakers;
}
