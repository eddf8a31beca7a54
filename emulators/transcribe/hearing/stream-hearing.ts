/**
 * The hearing of one speaker with an engine that decodes audio as it comes and finds the ends of utterances itself. Every step
 * of new audio is decoded once, when it is told to.
 */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { Hearing, HearingRequest } from './hearing.ts';
import { sampleAt, secondsAt } from './stream-clock.ts';
import type { StreamDecoder } from './stream-decoder.ts';
import { Utterance } from './utterance.ts';
import { writtenWords } from './written-words.ts';

/** Silence added after the last sample: the engine gives its last words only after it has heard what follows. */
const TAIL_SAMPLES = 0.5 * SAMPLE_RATE_HZ;
/** Most audio that may wait to be decoded. With more, `hear` decodes. */
const MOST_WAITING_SAMPLES = 5 * SAMPLE_RATE_HZ;
/** Chunks decoded at a time, two or three seconds of audio. Other hearings wait during that. */
const CHUNKS_AT_A_TIME = 8;
/** Longest time from the beginning of a word until the engine writes it. */
const ONSET_SAMPLES = SAMPLE_RATE_HZ;

export class StreamHearing implements Hearing {
  readonly #decoder: StreamDecoder;
  readonly #request: HearingRequest;
  /** Position of the decoder's first sample. All positions here are samples on the stream's clock. */
  readonly #base: number;
  /** Positions up to which audio came, was decoded, and was reported. */
  #heardTo: number;
  #decodedTo: number;
  #reportedTo: number;
  /** Position from which another process can continue after the last final. */
  #restFrom: number;
  #toSkip: number;
  #utterance: Utterance | undefined;
  #ending = false;
  #over = false;

  constructor(decoder: StreamDecoder, request: HearingRequest) {
    this.#decoder = decoder;
    this.#request = request;
    this.#toSkip = request.knownSamples;
    this.#base = request.firstSample + request.knownSamples;
    this.#heardTo = this.#base;
    this.#decodedTo = this.#base;
    this.#reportedTo = this.#base;
    this.#restFrom = this.#base;
  }

  get due(): 'final' | 'partial' | undefined {
    if (this.#ending) return this.#over ? undefined : 'final';
    const step = (this.#request.stepMs() * SAMPLE_RATE_HZ) / 1000;
    return this.#heardTo - this.#decodedTo >= step ? 'partial' : undefined;
  }

  get restingAt(): number | undefined {
    if (this.#utterance !== undefined || (this.#ending && !this.#over)) return undefined;
    return Math.max(this.#restFrom, this.#decodedTo - ONSET_SAMPLES);
  }

  hear(samples: Float32Array): void {
    // The known samples are skipped: nothing here needs them to warm up, and their words would be reported twice.
    const skipped = Math.min(this.#toSkip, samples.length);
    this.#toSkip -= skipped;
    this.#accept(samples.subarray(skipped));
    while (this.#heardTo - this.#decodedTo > MOST_WAITING_SAMPLES) this.#decode();
  }

  work(): void {
    if (this.due === undefined) return;
    this.#decode();
  }

  finish(): void {
    if (this.#ending) return;
    this.#decoder.accept(new Float32Array(TAIL_SAMPLES));
    this.#decoder.end();
    this.#ending = true;
  }

  #accept(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#decoder.accept(samples);
    this.#heardTo += samples.length;
  }

  #decode(): void {
    let chunks = 0;
    while (chunks < CHUNKS_AT_A_TIME && this.#decoder.decodeChunk()) {
      chunks++;
      if (this.#decoder.atEndpoint()) this.#endUtterance();
    }
    if (chunks < CHUNKS_AT_A_TIME) {
      this.#decodedTo = this.#heardTo;
      if (this.#ending) {
        this.#over = true;
        this.#endUtterance();
        return;
      }
    }
    this.#partial();
  }

  #partial(): void {
    const { text, from, to } = this.#decoder.reading(false);
    const words = writtenWords(text);
    if (words.length === 0) return;
    this.#utterance ??= this.#open(from);
    const partial = this.#utterance.partial(words, this.#seconds(to));
    if (partial !== undefined) this.#request.report(partial);
  }

  #endUtterance(): void {
    const { text, from, to, quietTo } = this.#decoder.reading(true);
    this.#decoder.reset();
    const words = writtenWords(text);
    const utterance = this.#utterance ?? (words.length > 0 ? this.#open(from) : undefined);
    this.#utterance = undefined;
    const final = utterance?.final(words, this.#seconds(to));
    if (final === undefined) return;
    this.#reportedTo = Math.max(this.#reportedTo, sampleAt(final.endTime));
    // The end of the last word is not exact. In the middle of the silence the word is over and the next has not begun.
    this.#restFrom = Math.max(this.#reportedTo, sampleAt(this.#seconds((to + quietTo) / 2)));
    this.#request.report(final);
  }

  /** Begins an utterance, never before the end of the previous one. */
  #open(from: number): Utterance {
    return new Utterance(Math.max(secondsAt(this.#reportedTo), this.#seconds(from)));
  }

  /** Converts the decoder's seconds to the stream's clock. At most the last sample, because no word ends after it. */
  #seconds(since: number): number {
    return Math.round(Math.min(this.#base / SAMPLE_RATE_HZ + since, this.#heardTo / SAMPLE_RATE_HZ) * 1000) / 1000;
  }
}
