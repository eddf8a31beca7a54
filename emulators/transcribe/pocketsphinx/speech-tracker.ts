/**
 * Turns one stream's audio into results with one decoder: utterances by the voice detector, partials on the audio's
 * own clock, a cut in speech that never pauses. Knows no threads and no wire.
 */
import { randomUUID } from 'node:crypto';
import type { RecognisedResult } from '../recogniser.ts';
import { type SpokenWord, spokenResult } from '../spoken-result.ts';
import { WordStability } from '../word-stability.ts';
import type { Decoder, Segment } from './library.ts';

export interface CutPolicy {
  /** From this age on, a pause between words ends the utterance, though the voice detector still hears speech. */
  readonly pauseAfterMs: number;
  /** At this age it is ended before the word being spoken, which then opens the next one. */
  readonly alwaysAfterMs: number;
}

const DEFAULT_CUT: CutPolicy = { pauseAfterMs: 8_000, alwaysAfterMs: 15_000 };

const FRAME_MS = 10;
/** One frame shift a call: the library's frame numbers are exact only so, and the detector is asked every 10 ms. */
const SLICE_SAMPLES = 160;
const SLICE_BYTES = SLICE_SAMPLES * 2;
const PARTIAL_EVERY_SLICES = 20;
/** A pause, to the cut: long enough not to be the closure of a "t" or a "k". */
const PAUSE_FRAMES = 12;
/** How far back a cut may reach: the longest word it can leave to the next utterance. */
const RECENT_SLICES = 300;

interface PlacedWord extends SpokenWord {
  /** The decoder's frames. */
  readonly startFrame: number;
  readonly endFrame: number;
}

export class SpeechTracker {
  readonly #decoder: Decoder;
  readonly #report: (result: RecognisedResult) => void;
  readonly #cut: CutPolicy;
  readonly #stability = new WordStability();
  /** The slice being filled: audio arrives cut anywhere. */
  readonly #slice = new Uint8Array(SLICE_BYTES);
  #filled = 0;
  /** The last slices heard, for a cut to begin again from. */
  readonly #recent: Int16Array[] = [];
  /** Slices given to the decoder so far; the ones given twice count twice, and are in `#repeated` too. */
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

  /** Takes 16 kHz PCM, cut anywhere, and reports what it completes. */
  write(pcm: Uint8Array): void {
    for (let at = 0; at < pcm.length; ) {
      const taken = Math.min(SLICE_BYTES - this.#filled, pcm.length - at);
      this.#slice.set(pcm.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === SLICE_BYTES) {
        this.#filled = 0;
        this.#hear(samplesOf(this.#slice));
      }
    }
  }

  /** Reports the last final. The decoder is free for another tracker then. */
  finish(): void {
    if (this.#filled > 0) this.#hear(samplesOf(this.#slice.fill(0, this.#filled)));
    this.#filled = 0;
    this.#decoder.endUtterance();
    if (this.#speaking) this.#final(this.#words(), true);
    this.#speaking = false;
  }

  /** Ends without a word: the decoder is free for another tracker. */
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
    // Silence since the last word, as far as the decoder has come; the cut is inside it.
    const pauseFrames = tail.endFrame - last.endFrame;
    if (ageMs >= this.#cut.pauseAfterMs && pauseFrames >= PAUSE_FRAMES) this.#cutAt(tail.endFrame, true);
    else if (ageMs >= this.#cut.alwaysAfterMs) this.#cutAt(this.#beforeWord(words.length > 1, last), false);
  }

  /** Where a word can be taken back to; one too long to be is no word, and the cut is where we are. */
  #beforeWord(leavesOthers: boolean, word: PlacedWord): number {
    const reach = this.#frame - word.startFrame;
    return leavesOthers && reach < this.#recent.length ? word.startFrame : this.#frame;
  }

  /** Ends the utterance at a frame and hears what came after it once more, as the next utterance's beginning. */
  #cutAt(frame: number, closesSentence: boolean): void {
    this.#decoder.endUtterance();
    // The last passes may move a boundary by some frames: a word belongs to the side its middle is on.
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

  /** A decoder's frame on the stream's clock; never before the end of the last final, which must not be heard twice. */
  #seconds(frame: number): number {
    return Math.max(this.#lastEndTime, ((frame - this.#repeated) * FRAME_MS) / 1000);
  }
}

/** Its own copy, aligned. The library wants the machine's byte order, which is little-endian wherever it runs. */
function samplesOf(slice: Uint8Array): Int16Array {
  return new Int16Array(slice.slice().buffer);
}
