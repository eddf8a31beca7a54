/**
 * The page's own listener: gets the translation as a listener of that language does, shows its captions and measures how far
 * it is behind. It makes no sound and reports nothing to the server.
 */
import type { Caption, HeardAudio } from '../../../../src/client/client-events.ts';
import { Listener } from '../../../../src/client/listener.ts';
import { toSpeechClip } from '../../../../src/client/player/speech-clip.ts';
import { HEARTBEAT_MS } from '../../liveness/heartbeat.ts';
import { DESK } from '../../texts/desk.ts';
import { WordsView } from '../../words-view.ts';
import { Lag, lagOf, type SaidAt } from './lag.ts';
import { SegmentTimes, toSaid } from './segment-times.ts';
import { SilentPlayout } from './silent-playout.ts';

const TICK_MS = 100;

export interface MonitorDeps {
  readonly url: string;
  readonly sessionId: string;
  readonly language: string;
  readonly saidAt: SaidAt;
  /** It has joined, lost its connection, or come back. Not after `close`. */
  onPresent(isPresent: boolean): void;
  /** It cannot go on. */
  onFailed(error: unknown): void;
}

export class Monitor {
  readonly view: HTMLElement;
  readonly #parts: MonitorDeps;
  readonly #words = new WordsView('monitor', DESK.monitor, DESK.monitorNothing);
  readonly #times = new SegmentTimes();
  readonly #lag = new Lag();
  readonly #playout: SilentPlayout;
  readonly #timer: ReturnType<typeof setInterval>;
  #listener: Listener | undefined;
  #isClosed = false;

  constructor(parts: MonitorDeps) {
    this.#parts = parts;
    this.view = this.#words.view;
    this.#playout = new SilentPlayout((report) => {
      const said = this.#times.take(report);
      if (said && report.outcome === 'played') this.#measure(lagOf(said, report, parts.saidAt));
    }, performance.now());
    this.#timer = setInterval(() => this.#playout.advance(performance.now()), TICK_MS);
    this.#join().catch((error: unknown) => {
      if (!this.#isClosed) parts.onFailed(error);
    });
  }

  /** How far a listener of the language is behind now, ms. Undefined: nothing was heard lately. */
  get lagMs(): number | undefined {
    return this.#lag.at(performance.now());
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#listener?.close();
  }

  async #join(): Promise<void> {
    const { url, sessionId, language, onPresent, onFailed } = this.#parts;
    const listener = await Listener.join({
      url,
      sessionId,
      targetLanguage: language,
      heartbeatMs: HEARTBEAT_MS,
      on: {
        audio: (audio) => this.#hear(audio),
        caption: (caption) => this.#read(caption),
        connection: (change) => {
          if (this.#isClosed) return;
          if (change.state === 'closed' && change.error && this.#listener) onFailed(change.error);
          else onPresent(change.state === 'open');
        },
      },
    });
    this.#listener = listener;
    // Closed while it joined.
    if (this.#isClosed) listener.close();
  }

  #hear(audio: HeardAudio): void {
    const clip = toSpeechClip(audio);
    if (audio.text !== undefined) this.#show(audio, audio.text);
    if (clip === undefined) return;
    // The pieces of a segment have the same times.
    this.#times.add(audio);
    this.#playout.push(clip, performance.now());
  }

  /** Text without speech is there at once. */
  #read(caption: Caption): void {
    this.#show(caption, caption.text);
    const said = caption.isPartial ? undefined : toSaid(caption);
    const heard = { firstSoundAtMs: performance.now(), durationMs: 0 };
    if (said) this.#measure(lagOf(said, heard, this.#parts.saidAt));
  }

  #show(message: Caption | HeardAudio, text: string): void {
    const { isPartial = false, translated, sourceLanguage } = message;
    const { language } = this.#parts;
    this.#words.add({ ...message, text, isPartial }, translated === false ? (sourceLanguage ?? language) : language);
  }

  #measure(lagMs: number | undefined): void {
    this.#lag.add(lagMs, performance.now());
  }
}
