/**
 * One speaker as an engine hears them that decodes audio as it comes, and finds the ends of utterances itself. Every step of new
 * audio is decoded once, when it is told to.
 */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { Hearing, HearingRequest } from './hearing.ts';
import { sampleAt, secondsAt } from './stream-clock.ts';
import type { StreamDecoder } from './stream-decoder.ts';
import { Utterance } from './utterance.ts';
import { writtenWords } from './written-words.ts';

/** Silence after the last sample: the engine holds its last words back until it has heard what follows. */
const TAIL_SAMPLES = 0.5 * SAMPLE_RATE_HZ;
/** So much may wait to be decoded. With more, `hear` decodes. */
const MOST_WAITING_SAMPLES = 5 * SAMPLE_RATE_HZ;
/** Chunks decoded at a time, two or three seconds of audio: others wait meanwhile. */
const CHUNKS_AT_A_TIME = 8;
/** A word may have begun so long before the engine writes it. */
const ONSET_SAMPLES = SAMPLE_RATE_HZ;

export class StreamHearing implements Hearing {
  readonly #decoder: StreamDecoder;
  readonly #request: HearingRequest;
  /** Places are samples on the stream's clock: of the decoder's first one, */
  readonly #base: number;
  /** up to where audio came, was decoded, and was reported. */
  #heardTo: number;
  #decodedTo: number;
  #reportedTo: number;
  /** From where another process may go on after the last final. */
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
    // Nothing here has to be warmed up, and what is known would be reported again.
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
    // The end of the last word is a guess, and may sound on: halfway into the silence it does not, nor has another begun.
    this.#restFrom = Math.max(this.#reportedTo, sampleAt(this.#seconds((to + quietTo) / 2)));
    this.#request.report(final);
  }

  /** Never before the end of the utterance before. */
  #open(from: number): Utterance {
    return new Utterance(Math.max(secondsAt(this.#reportedTo), this.#seconds(from)));
  }

  /** The decoder's seconds on the stream's clock; no word ends after the last sample. */
  #seconds(since: number): number {
    return Math.round(Math.min(this.#base / SAMPLE_RATE_HZ + since, this.#heardTo / SAMPLE_RATE_HZ) * 1000) / 1000;
  }
}
