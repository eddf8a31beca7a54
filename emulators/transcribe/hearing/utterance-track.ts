/** Finds the utterances in one speaker's audio: where each begins, ends and is cut. Decodes nothing. */
import { msToSamples, SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { VoiceDetector } from './clip-decoder.ts';
import { WINDOW_SAMPLES } from './clip-decoder.ts';
import { quietPlace } from './quiet-place.ts';
import { RecentAudio } from './recent-audio.ts';

/** An utterance begins so long before the detector says so: it is late, and words begin softly. */
const PRE_ROLL_SAMPLES = 0.45 * SAMPLE_RATE_HZ;
/** So far before the longest clip an utterance is cut, at the quietest place */
const CUT_EARLY_SAMPLES = 0.5 * SAMPLE_RATE_HZ;
/** of so much audio. */
const CUT_REACH_SAMPLES = 3 * SAMPLE_RATE_HZ;
/** So far before that a pause will do for a cut, */
const PAUSE_EARLY_SAMPLES = 3 * SAMPLE_RATE_HZ;
/** of so long: no "t" or "k" is. */
const PAUSE_MS = 128;

/** Places are whole samples on the stream's clock. */
export interface OpenUtterance {
  readonly from: number;
  /** Where the voice set in, about: `from` and later. */
  readonly voiceFrom: number;
}

export interface ClosedUtterance<T> {
  readonly utterance: T;
  readonly clip: Float32Array;
  /** Where the voice ended, about. */
  readonly voiceTo: number;
}

/** Calls about utterances are made in order: opened, closed, the next opened. */
export interface UtteranceTrackInput<T extends OpenUtterance> {
  readonly detector: VoiceDetector;
  readonly maxClipMs: number;
  /** Where the audio begins, and before which place no utterance does. */
  readonly firstSample: number;
  readonly floor: number;
  readonly open: (utterance: OpenUtterance) => T;
  readonly close: (closed: ClosedUtterance<T>) => void;
  /** What has been said of it already is before this place, a whole sample: it is not cut before it. */
  readonly settledTo: (utterance: T) => number;
}

export class UtteranceTrack<T extends OpenUtterance> {
  readonly #input: UtteranceTrackInput<T>;
  readonly #audio: RecentAudio;
  readonly #window = new Float32Array(WINDOW_SAMPLES);
  readonly #cutSamples: number;
  #filled = 0;
  /** The end of the utterance before. */
  #floor: number;
  #open: T | undefined;

  constructor(input: UtteranceTrackInput<T>) {
    this.#input = input;
    this.#floor = input.floor;
    this.#cutSamples = msToSamples(input.maxClipMs) - CUT_EARLY_SAMPLES;
    this.#audio = new RecentAudio(input.firstSample, this.#cutSamples + 2 * WINDOW_SAMPLES);
  }

  /** The one that somebody is speaking now. */
  get open(): T | undefined {
    return this.#open;
  }

  /** Up to where the audio has been listened to, whole windows of it. */
  get heardTo(): number {
    return this.#audio.to;
  }

  /** Where the next utterance begins at the earliest. */
  get nextFrom(): number {
    return Math.max(this.#floor, this.#audio.to - PRE_ROLL_SAMPLES);
  }

  /** The open utterance as far as it has come; empty when none is. */
  clip(): Float32Array {
    return this.#open === undefined ? new Float32Array(0) : this.#audio.copy(this.#open.from, this.#audio.to);
  }

  hear(samples: Float32Array): void {
    for (let at = 0; at < samples.length; ) {
      const taken = Math.min(WINDOW_SAMPLES - this.#filled, samples.length - at);
      this.#window.set(samples.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled < WINDOW_SAMPLES) continue;
      this.#filled = 0;
      this.#hearWindow();
    }
  }

  /** No more audio comes: what is open is closed where the audio ends. */
  finish(): void {
    this.#audio.add(this.#window.subarray(0, this.#filled));
    this.#filled = 0;
    if (this.#open !== undefined) this.#close(this.#open, this.#audio.to, this.#voiceTo(this.#open));
  }

  #hearWindow(): void {
    const { detector, open } = this.#input;
    this.#audio.add(this.#window);
    const voice = detector.hearsVoice(this.#window);
    const to = this.#audio.to;
    if (this.#open === undefined) {
      if (voice && to > this.#floor) {
        const from = this.nextFrom;
        this.#open = open({ from, voiceFrom: Math.max(from, to - msToSamples(detector.onsetMs)) });
      }
    } else if (!voice) this.#close(this.#open, to, this.#voiceTo(this.#open));
    else this.#cutIfLong(this.#open);
    this.#audio.keepFrom(this.#open?.from ?? this.nextFrom);
  }

  #cutIfLong(utterance: T): void {
    const length = this.#audio.to - utterance.from;
    const { quietMs } = this.#input.detector;
    if (length >= this.#cutSamples) this.#cutAt(utterance, this.#quietPlace(utterance));
    else if (length >= this.#cutSamples - PAUSE_EARLY_SAMPLES && quietMs >= PAUSE_MS) {
      this.#cutAt(utterance, this.#audio.to - msToSamples(quietMs / 2));
    }
  }

  #quietPlace(utterance: T): number {
    const clip = this.clip();
    const settled = this.#input.settledTo(utterance) - utterance.from;
    const from = Math.min(Math.max(clip.length - CUT_REACH_SAMPLES, settled), clip.length);
    return utterance.from + quietPlace(clip, from, clip.length);
  }

  #cutAt(utterance: T, place: number): void {
    this.#close(utterance, place, Math.min(place, this.#voiceTo(utterance)));
    this.#open = this.#input.open({ from: place, voiceFrom: place });
  }

  /** About where the last voice was. */
  #voiceTo({ from }: T): number {
    return Math.max(from, this.#audio.to - msToSamples(this.#input.detector.quietMs));
  }

  #close(utterance: T, to: number, voiceTo: number): void {
    this.#open = undefined;
    this.#floor = to;
    this.#input.close({ utterance, clip: this.#audio.copy(utterance.from, to), voiceTo });
  }
}
