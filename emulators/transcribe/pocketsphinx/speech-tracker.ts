/**
 * Turns one stream's audio into results with one decoder. The voice detector finds the utterances, partials follow the
 * audio's own clock, and speech without a pause is cut.
 */
import { randomUUID } from 'node:crypto';
import type { RecognisedResult } from '../recogniser.ts';
import { type SpokenWord, spokenResult } from '../spoken-result.ts';
import { WordStability } from '../word-stability.ts';
import type { Decoder, Segment } from './library.ts';

export interface CutPolicy {
  /** From this age on, a pause between words ends the utterance, even if the voice detector still hears speech. */
  readonly pauseAfterMs: number;
  /** At this age the utterance ends before the word that is being spoken. That word begins the next utterance. */
  readonly alwaysAfterMs: number;
}

const DEFAULT_CUT: CutPolicy = { pauseAfterMs: 8_000, alwaysAfterMs: 15_000 };

const FRAME_MS = 10;
/** One frame shift for each call. Only then are the library's frame numbers exact, and the detector is asked every 10 ms. */
const SLICE_SAMPLES = 160;
const SLICE_BYTES = SLICE_SAMPLES * 2;
const PARTIAL_EVERY_SLICES = 20;
/** Shortest pause for a cut: longer than the silence in a "t" or a "k". */
const PAUSE_FRAMES = 12;
/** How far back a cut may be: the longest word that it can move to the next utterance. */
const RECENT_SLICES = 300;

interface PlacedWord extends SpokenWord {
  /** In frames of the decoder. */
  readonly startFrame: number;
  readonly endFrame: number;
}

export class SpeechTracker {
  readonly #decoder: Decoder;
  readonly #report: (result: RecognisedResult) => void;
  readonly #cut: CutPolicy;
  readonly #stability = new WordStability();
  /** The slice that is being filled, because audio arrives in pieces of any length. */
  readonly #slice = new Uint8Array(SLICE_BYTES);
  #filled = 0;
  /** The newest slices, from which decoding begins again after a cut. */
  readonly #recent: Int16Array[] = [];
  /** Slices given to the decoder so far. Slices that were given twice count twice, and `#repeated` counts them too. */
  #frame = 0;
  #repeated = 0;
  #speaking = false;
  #speakingSince = 0;
  #sinceOpening = 0;
  #resultId = '';
  #lastPartial = '';
  #opensSentence = true;
  #lastEndTime = 0;

  constructor(decoder: Decoder, report: (result: RecognisedResult) => void, cut = DEFAULT_CUT) {
    this.#decoder = decoder;
    this.#report = report;
    this.#cut = cut;
    decoder.startStream();
    decoder.startUtterance();
  }

  /** Takes 16 kHz PCM in pieces of any length, and reports the results. */
  write(pcm: Uint8Array): void {
    for (let at = 0; at < pcm.length; ) {
      const taken = Math.min(SLICE_BYTES - this.#filled, pcm.length - at);
      this.#slice.set(pcm.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === SLICE_BYTES) {
        this.#filled = 0;
        this.#hear(toSamples(this.#slice));
      }
    }
  }

  /** Reports the last final. After this the decoder is free for another tracker. */
  finish(): void {
    if (this.#filled > 0) this.#hear(toSamples(this.#slice.fill(0, this.#filled)));
    this.#filled = 0;
    this.#decoder.endUtterance();
    if (this.#speaking) this.#final(this.#words(), true);
    this.#speaking = false;
  }

  /** Ends without a report. After this the decoder is free for another tracker. */
  abandon(): void {
    this.#decoder.endUtterance();
  }

  #hear(slice: Int16Array): void {
    this.#recent.push(slice);
    if (this.#recent.length > RECENT_SLICES) this.#recent.shift();
    this.#feed(slice);
  }

  #feed(slice: Int16Array): void {
    const inSpeech = this.#decoder.process(slice);
    this.#frame++;
    if (inSpeech && !this.#speaking) this.#begin();
    else if (!inSpeech && this.#speaking) this.#end();
    if (!this.#speaking) return;
    this.#sinceOpening++;
    if (this.#sinceOpening % PARTIAL_EVERY_SLICES === 0) this.#guess();
  }

  #begin(): void {
    this.#speaking = true;
    this.#speakingSince = this.#frame;
    this.#sinceOpening = 0;
    this.#resultId = randomUUID();
    this.#lastPartial = '';
    this.#stability.reset();
  }

  #end(): void {
    this.#decoder.endUtterance();
    this.#final(this.#words(), true);
    this.#decoder.startUtterance();
    this.#speaking = false;
  }

  #guess(): void {
    const segments = this.#decoder.segments();
    const words = this.#place(segments);
    const stableWords = this.#stability.next(words.map(({ text }) => text));
    const key = `${stableWords} ${words.map(({ text }) => text).join(' ')}`;
    if (words.length > 0 && key !== this.#lastPartial) {
      this.#lastPartial = key;
      this.#report(this.#result(words, { isPartial: true, stableWords, closesSentence: false }));
    }
    this.#cutIfLong(segments, words);
  }

  #cutIfLong(segments: readonly Segment[], words: readonly PlacedWord[]): void {
    const ageMs = (this.#frame - this.#speakingSince) * FRAME_MS;
    const [last, tail] = [words.at(-1), segments.at(-1)];
    if (last === undefined || tail === undefined) return;
    // The silence since the last word, as far as the decoder has got. The cut is inside it.
    const pauseFrames = tail.endFrame - last.endFrame;
    if (ageMs >= this.#cut.pauseAfterMs && pauseFrames >= PAUSE_FRAMES) this.#cutAt(tail.endFrame, true);
    else if (ageMs >= this.#cut.alwaysAfterMs) this.#cutAt(this.#beforeWord(words.length > 1, last), false);
  }

  /** @returns the frame before the word. If the word is too long to go back, it is not a real word: the present frame. */
  #beforeWord(leavesOthers: boolean, word: PlacedWord): number {
    const reach = this.#frame - word.startFrame;
    return leavesOthers && reach < this.#recent.length ? word.startFrame : this.#frame;
  }

  /** Ends the utterance at a frame. The audio after it is decoded again as the beginning of the next utterance. */
  #cutAt(frame: number, closesSentence: boolean): void {
    this.#decoder.endUtterance();
    // The last passes may move a boundary by some frames, so a word belongs to the side where its middle is.
    const words = this.#words().filter(({ startFrame, endFrame }) => (startFrame + endFrame) / 2 < frame);
    this.#final(words, closesSentence);
    this.#decoder.startUtterance();
    this.#speaking = false;
    const again = this.#frame - frame;
    this.#repeated += again;
    if (again > 0) for (const slice of this.#recent.slice(-again)) this.#feed(slice);
  }

  #final(words: readonly PlacedWord[], closesSentence: boolean): void {
    if (words.length === 0) return;
    const result = this.#result(words, { isPartial: false, stableWords: words.length, closesSentence });
    this.#lastEndTime = result.endTime;
    this.#opensSentence = closesSentence;
    this.#report(result);
  }

  #result(
    words: readonly SpokenWord[],
    how: { isPartial: boolean; stableWords: number; closesSentence: boolean },
  ): RecognisedResult {
    return spokenResult({ resultId: this.#resultId, words, opensSentence: this.#opensSentence, ...how });
  }

  #words(): PlacedWord[] {
    return this.#place(this.#decoder.segments());
  }

  #place(segments: readonly Segment[]): PlacedWord[] {
    return segments
      .filter(({ word }) => !/^[<[+]/.test(word))
      .map(({ word, startFrame, endFrame }) => ({
        text: word.replace(/\(\d+\)$/, ''),
        startTime: this.#seconds(startFrame),
        endTime: this.#seconds(endFrame + 1),
        startFrame,
        endFrame,
      }));
  }

  /** Converts a decoder's frame to the stream's clock. Never before the end of the last final, which must not be repeated. */
  #seconds(frame: number): number {
    return Math.max(this.#lastEndTime, ((frame - this.#repeated) * FRAME_MS) / 1000);
  }
}

/** @returns an aligned copy. The library needs the machine's byte order, which is little-endian wherever this runs. */
function toSamples(slice: Uint8Array): Int16Array {
  return new Int16Array(slice.slice().buffer);
}
