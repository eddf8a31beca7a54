/**
 * A listener's player, for browsers and Node: takes what a `Listener` receives, gives out samples when it is asked, and reports to
 * the server what was heard. Plays nothing itself: the caller gives the samples to an audio output, or to a file.
 */
import type { HeardAudio } from '../client-events.ts';
import type { Listener } from '../listener.ts';
import { Playout, type PlayoutLimits } from './playout.ts';
import type { PlayoutCounts } from './playout-queue.ts';
import { toSpeechClip } from './speech-clip.ts';

export interface ListenerPlayerOptions {
  readonly limits?: Partial<PlayoutLimits>;
  /** Monotonic ms, the same clock as the listener's. Default `performance.now`. */
  readonly now?: () => number;
}

export class ListenerPlayer {
  readonly #playout: Playout;
  readonly #now: () => number;
  readonly #off: readonly (() => void)[];
  #language: string;
  #unplayable = 0;

  constructor(listener: Listener, { limits = {}, now = () => performance.now() }: ListenerPlayerOptions = {}) {
    this.#now = now;
    this.#language = listener.targetLanguage;
    this.#playout = new Playout({ limits, onReport: (report) => listener.reportPlayback(report) });
    this.#off = [
      listener.on('audio', (audio) => this.#take(audio)),
      listener.on('languageChanged', ({ targetLanguage }) => this.#change(targetLanguage)),
    ];
  }

  /** Speech not yet played, ms. */
  get waitingMs(): number {
    return this.#playout.waitingMs;
  }

  /** How fast it speaks now: 1 to 1.35. */
  get rate(): number {
    return this.#playout.rate;
  }

  /** `unplayable`: messages of another format, or without samples or number. */
  get counts(): Readonly<PlayoutCounts> & { readonly unplayable: number } {
    return { ...this.#playout.counts, unplayable: this.#unplayable };
  }

  /**
   * Fills `out` with the next samples, -1 to 1, mono at 16 kHz; silence when nothing is due.
   * @param soundsAtMs when the first of them will sound, on the same clock; default now. It must not go back.
   */
  read(out: Float32Array, soundsAtMs = this.#now()): void {
    this.#playout.read(out, soundsAtMs);
  }

  /** Takes no more speech. What waits can still be read. */
  close(): void {
    for (const off of this.#off) off();
  }

  #take(audio: HeardAudio): void {
    // A message in the previous language can still arrive after a change.
    if ((audio.targetLanguage ?? this.#language) !== this.#language) return;
    const clip = toSpeechClip(audio);
    if (clip === undefined) this.#unplayable += 1;
    else this.#playout.push(clip, this.#now());
  }

  #change(language: string): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#playout.reset();
  }
}
