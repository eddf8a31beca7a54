/** A session on the air: its speaker's socket and its listeners', seated one after the other. Says nothing by itself. */
import { Counter } from 'k6/metrics';
import { clearTimeout, setTimeout } from 'k6/timers';
import { Client } from './client.ts';
import { END_WITHIN_MS, SEATED_WITHIN_MS, SETTINGS } from './settings.ts';

/** Error messages that clients got. */
const refusals = new Counter('errors_received');
/** Sessions that did not come to the end their speaker asked for. */
const unended = new Counter('sessions_lost');
export class Broadcast {
  speaker;
  #listeners = [];
  #events;
  #size;
  #joined = 0;
  #isOver = false;
  /** Gives up what takes too long: first the seating, then the end. */
  #late;
  constructor(token, listeners, events) {
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
  end() {
    this.#late = setTimeout(() => this.#over(), END_WITHIN_MS);
    this.speaker.send({ action: 'endSession' });
  }
  #hearSpeaker(text, at) {
    if (text.startsWith('{"type":"error"')) this.#refused(text);
    else if (text.startsWith('{"type":"sessionCreated"')) this.#seatListeners(JSON.parse(text));
    else if (text.startsWith('{"type":"sessionEnded"')) {
      this.#over(true);
    } else this.#events.onSpeakerText?.(text, at);
  }
  #seatListeners({ sessionId }) {
    if (this.#size === 0) this.#seated();
    for (let listener = 0; listener < this.#size; listener += 1) {
      const query = { sessionId: String(sessionId), targetLanguage: 'es' };
      const client = new Client(query, { onText: (text, at) => this.#hearListener(text, at, listener) });
      this.#listeners.push(client);
    }
  }
  #hearListener(text, at, listener) {
    if (text.startsWith('{"type":"error"')) this.#refused(text);
    else if (text.startsWith('{"type":"sessionEnded"')) this.#listeners[listener]?.expectEnd();
    else if (text.startsWith('{"type":"sessionJoined"')) {
      this.#joined += 1;
      if (this.#joined === this.#size) this.#seated();
    } else this.#events.onListenerText?.(text, at, listener);
  }
  #seated() {
    clearTimeout(this.#late);
    this.#events.onAir(this);
  }
  #refused(text) {
    refusals.add(1);
    console.error(`refused: ${text}`);
  }
  #over(asWished = false) {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#late);
    if (!asWished) unended.add(1);
    this.speaker.expectEnd();
    // Listeners stay a moment longer, to hear the last sentence; the server closes them.
    setTimeout(() => {
      this.#events.onOver?.();
      for (const listener of this.#listeners) listener.close();
      this.speaker.close();
    }, LISTENERS_STAY_MS);
  }
}
/** SESSION_LINGER_MS and a little. */
const LISTENERS_STAY_MS = 4000;
/** When a speaker comes in: one after the other over the ramp. @param number 1 for the first. */
export function entranceMs(number, speakers) {
  return (SETTINGS.rampMs * (number - 1)) / speakers;
}
