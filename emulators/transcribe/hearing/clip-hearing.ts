/**
 * The hearing of one speaker with an engine that decodes whole clips. Each utterance is decoded again after every step of new
 * audio, and once more when it ends. Decodes one clip at a time, when it is told to.
 */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { ClipDecoder, VoiceDetector } from './clip-decoder.ts';
import type { Hearing, HearingRequest } from './hearing.ts';
import { quietPlace } from './quiet-place.ts';
import { withoutLoops } from './repetition.ts';
import { sampleAt, secondsAt } from './stream-clock.ts';
import { Utterance } from './utterance.ts';
import { type ClosedUtterance, type OpenUtterance, UtteranceTrack } from './utterance-track.ts';
import { spokenLength, type WrittenWord, writtenWords } from './written-words.ts';

/** Most utterances that wait for their final. With one more, `hear` decodes the oldest itself. */
const MAX_WAITING = 4;
/** Words in a second. Nobody speaks faster: such text is a loop of the model and counts as no text. */
const FASTEST_SPEECH = 8;
/** A shorter clip without text is a cough or a breath and is not decoded again. */
const SHORTEST_SPLIT_SAMPLES = SAMPLE_RATE_HZ;
/** Less voice than this after a cut is not speech. */
const LEAST_VOICE_SAMPLES = 0.1 * SAMPLE_RATE_HZ;

export interface ClipHearingInput {
  readonly decoder: ClipDecoder;
  readonly detector: VoiceDetector;
  readonly request: HearingRequest;
  /** Called for each utterance with voice for which the engine gave no text, even when decoded again in halves. */
  readonly onEmpty: () => void;
  /** Called once, when the hearing is closed and its detector is free. */
  readonly onClose?: () => void;
}

interface TrackedUtterance extends OpenUtterance {
  readonly utterance: Utterance;
  /** Position up to which its newest hypothesis was decoded. */
  decodedTo: number;
}

/** An utterance that waits for its final. */
interface WaitingUtterance {
  readonly closed: ClosedUtterance<TrackedUtterance>;
  /** The clips still to be decoded, in order: the whole clip, or its remaining halves. */
  readonly clips: Float32Array[];
  /** The words of its first half. */
  readonly words: WrittenWord[];
}

export class ClipHearing implements Hearing {
  readonly #input: ClipHearingInput;
  readonly #track: UtteranceTrack<TrackedUtterance>;
  readonly #waiting: WaitingUtterance[] = [];
  #isClosed = false;

  constructor(input: ClipHearingInput) {
    const { decoder, detector, request } = input;
    this.#input = input;
    this.#track = new UtteranceTrack({
      detector,
      maxClipMs: decoder.maxClipMs,
      firstSample: request.firstSample,
      floor: request.firstSample + request.knownSamples,
      open: (open) => ({
        ...open,
        utterance: new Utterance(secondsAt(open.voiceFrom)),
        decodedTo: this.#track.heardTo,
      }),
      close: (closed) => this.#await(closed),
      settledTo: ({ utterance }) => sampleAt(utterance.stableTo),
    });
  }

  get due(): 'final' | 'partial' | undefined {
    if (this.#waiting.length > 0) return 'final';
    const { open, heardTo } = this.#track;
    const step = (this.#input.request.stepMs() * SAMPLE_RATE_HZ) / 1000;
    return open !== undefined && heardTo - open.decodedTo >= step ? 'partial' : undefined;
  }

  get restingAt(): number | undefined {
    if (this.#waiting.length > 0) return undefined;
    const { open, nextFrom } = this.#track;
    if (open === undefined) return nextFrom;
    return open.utterance.unreported ? open.from : undefined;
  }

  hear(samples: Float32Array): void {
    this.#track.hear(samples);
  }

  work(): void {
    const { due } = this;
    if (due === 'final') this.#decodeFinal();
    else if (due === 'partial') this.#decodePartial();
  }

  finish(): void {
    this.#track.finish();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#input.onClose?.();
  }

  #await(closed: ClosedUtterance<TrackedUtterance>): void {
    const { utterance, from } = closed.utterance;
    if (utterance.unreported && closed.voiceTo - from < LEAST_VOICE_SAMPLES) return;
    this.#waiting.push({ closed, clips: [closed.clip], words: [] });
    while (this.#waiting.length > MAX_WAITING) this.#decodeFinal();
  }

  #decodePartial(): void {
    const { open, heardTo } = this.#track;
    if (open === undefined) return;
    open.decodedTo = heardTo;
    const partial = open.utterance.partial(this.#words(this.#track.clip()), secondsAt(heardTo));
    if (partial !== undefined) this.#input.request.report(partial);
  }

  /** Decodes once. Reports the final, unless half of its clip is still to be decoded. */
  #decodeFinal(): void {
    const waiting = this.#waiting[0];
    const clip = waiting?.clips.shift();
    if (waiting === undefined || clip === undefined) return;
    const { closed, clips, words } = waiting;
    words.push(...this.#words(clip));
    if (words.length === 0 && clip === closed.clip) clips.push(...halvesOf(clip));
    if (clips.length > 0) return;
    this.#waiting.shift();
    if (words.length === 0) this.#input.onEmpty();
    const final = closed.utterance.utterance.final(words, secondsAt(closed.voiceTo));
    if (final !== undefined) this.#input.request.report(final);
  }

  #words(clip: Float32Array): WrittenWord[] {
    const written = writtenWords(this.#input.decoder.decode(clip, this.#input.request.language));
    const words = withoutLoops(written, clip.length / SAMPLE_RATE_HZ);
    const most = Math.max(1, (clip.length / SAMPLE_RATE_HZ) * FASTEST_SPEECH);
    return spokenLength(words) > most ? [] : words;
  }
}

/** The clip has voice, so no text is an error of the engine. It may not happen with half of the clip. */
function halvesOf(clip: Float32Array): Float32Array[] {
  if (clip.length < SHORTEST_SPLIT_SAMPLES) return [];
  const place = quietPlace(clip, Math.floor(clip.length / 3), Math.ceil((clip.length * 2) / 3));
  return [clip.subarray(0, place), clip.subarray(place)];
}
