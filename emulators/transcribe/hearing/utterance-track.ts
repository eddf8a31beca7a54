/** Finds the utterances in one speaker's audio: where each begins, ends and is cut. Decodes nothing. */
import { msToSamples, SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { VoiceDetector } from './clip-decoder.ts';
import { WINDOW_SAMPLES } from './clip-decoder.ts';
import { quietPlace } from './quiet-place.ts';
import { RecentAudio } from './recent-audio.ts';

/** How long before the detector reports voice an utterance begins: the detector is late, and words begin softly. */
const PRE_ROLL_SAMPLES = 0.45 * SAMPLE_RATE_HZ;
/** An utterance is cut when it is this much shorter than the longest clip. */
const CUT_EARLY_SAMPLES = 0.5 * SAMPLE_RATE_HZ;
/** The cut is at the quietest place of this much audio before that. */
const CUT_REACH_SAMPLES = 3 * SAMPLE_RATE_HZ;
/** From this long before the cut on, a pause of PAUSE_MS ends an utterance. */
const PAUSE_EARLY_SAMPLES = 3 * SAMPLE_RATE_HZ;
/** Longer than the silence in a "t" or "k". */
const PAUSE_MS = 128;

/** Positions are whole samples on the stream's clock. */
export interface OpenUtterance {
  readonly from: number;
  /** About where the voice began. Not before `from`. */
  readonly voiceFrom: number;
}

export interface ClosedUtterance<T> {
  readonly utterance: T;
  readonly clip: Float32Array;
  /** About where the voice ended. */
  readonly voiceTo: number;
}

/** The functions are called in order: opened, closed, the next opened. */
export interface UtteranceTrackInput<T extends OpenUtterance> {
  readonly detector: VoiceDetector;
  readonly maxClipMs: number;
  /** Position of the first sample. No utterance begins before it. */
  readonly firstSample: number;
  readonly floor: number;
  readonly open: (utterance: OpenUtterance) => T;
  readonly close: (closed: ClosedUtterance<T>) => void;
  /** Position, in whole samples, up to which the utterance's results are fixed. It is not cut before this. */
  readonly settledTo: (utterance: T) => number;
}

export class UtteranceTrack<T extends OpenUtterance> {
  readonly #input: UtteranceTrackInput<T>;
  readonly #audio: RecentAudio;
  readonly #window = new Float32Array(WINDOW_SAMPLES);
  readonly #cutSamples: number;
  #filled = 0;
  /** The end of the previous utterance. */
  #floor: number;
  #open: T | undefined;

  constructor(input: UtteranceTrackInput<T>) {
    this.#input = input;
    this.#floor = input.floor;
    this.#cutSamples = msToSamples(input.maxClipMs) - CUT_EARLY_SAMPLES;
    this.#audio = new RecentAudio(input.firstSample, this.#cutSamples + 2 * WINDOW_SAMPLES);
  }

  /** The utterance that is being spoken now. */
  get open(): T | undefined {
    return this.#open;
  }

  /** Position up to which the voice detector has heard the audio, in whole windows. */
  get heardTo(): number {
    return this.#audio.to;
  }

  /** Earliest position at which the next utterance can begin. */
  get nextFrom(): number {
    return Math.max(this.#floor, this.#audio.to - PRE_ROLL_SAMPLES);
  }

  /** The audio of the open utterance so far. Empty if none is open. */
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

  /** Call when no more audio comes. An open utterance is closed at the end of the audio. */
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

  /** About the position of the last voice. */
  #voiceTo({ from }: T): number {
    return Math.max(from, this.#audio.to - msToSamples(this.#input.detector.quietMs));
  }

  #close(utterance: T, to: number, voiceTo: number): void {
    this.#open = undefined;
    this.#floor = to;
    this.#input.close({ utterance, clip: this.#audio.copy(utterance.from, to), voiceTo });
  }
}
