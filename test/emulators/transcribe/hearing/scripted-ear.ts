/** A scripted voice detector and decoder for a clip hearing: audio whose samples say what is spoken in them. */
import { ClipHearing } from '../../../../emulators/transcribe/hearing/clip-hearing.ts';
import type { HearingRequest } from '../../../../emulators/transcribe/hearing/hearing.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';

export const RATE_HZ = 16_000;
const WINDOW_MS = 32;

/** Loudness of voice; the decoder below counts it. Quiet places within speech are softer, but voice. */
export const VOICE = 0.5;

/** `[seconds, loudness]` one after another. */
export function audioOf(...parts: readonly (readonly [seconds: number, loudness: number])[]): Float32Array {
  return Float32Array.from(parts.flatMap(([seconds, loudness]) => new Array<number>(seconds * RATE_HZ).fill(loudness)));
}

export interface EarOptions extends Partial<HearingRequest> {
  /** Default: one word (`w0`, `w1`) for each whole 0.5 s of voice in the clip. */
  readonly decode?: (clip: Float32Array) => string;
  readonly maxClipMs?: number;
}

export interface Ear {
  readonly hearing: ClipHearing;
  readonly results: RecognisedResult[];
  readonly clips: Float32Array[];
  readonly empty: () => number;
  /** Gives audio in pieces of 100 ms and does what is due after each, the last time at the end. */
  listen(audio: Float32Array): void;
  finals(): string[];
}

/** The detector takes 5 windows for an onset and 11 for an end. */
export function scriptedEar(options: EarOptions = {}): Ear {
  const { decode = countedWords, maxClipMs = 9_000, ...request } = options;
  const results: RecognisedResult[] = [];
  const clips: Float32Array[] = [];
  let [voiced, quiet, speaking, empty] = [0, 0, false, 0];
  const hearing = new ClipHearing({
    decoder: {
      maxClipMs,
      decode: (clip) => {
        clips.push(clip);
        return decode(clip);
      },
    },
    detector: {
      onsetMs: 5 * WINDOW_MS,
      get quietMs() {
        return quiet * WINDOW_MS;
      },
      hearsVoice(window) {
        const voice = window.some((sample) => sample > 0);
        voiced = voice ? voiced + 1 : 0;
        quiet = voice ? 0 : quiet + 1;
        if (voiced >= 5) speaking = true;
        else if (quiet >= 11) speaking = false;
        return speaking;
      },
      reset() {},
    },
    request: {
      language: 'en',
      stepMs: () => 400,
      firstSample: 0,
      knownSamples: 0,
      report: (result) => results.push(result),
      ...request,
    },
    onEmpty: () => empty++,
  });
  return {
    hearing,
    results,
    clips,
    empty: () => empty,
    listen(audio) {
      for (let at = 0; at < audio.length; at += 1_600) {
        hearing.hear(audio.subarray(at, at + 1_600));
        while (hearing.due !== undefined) hearing.work();
      }
    },
    finals: () => results.filter(({ isPartial }) => !isPartial).map(({ transcript }) => transcript),
  };
}

/** Decodes every clip to one word, and keeps it. */
export function kept(clips: Float32Array[]): (clip: Float32Array) => string {
  return (clip) => {
    clips.push(clip);
    return 'word';
  };
}

function countedWords(clip: Float32Array): string {
  const voiced = clip.filter((sample) => sample > 0).length / RATE_HZ;
  return Array.from({ length: Math.floor(voiced / 0.5) }, (_, i) => `w${i}`).join(' ');
}
