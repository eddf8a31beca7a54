/** Follows one segment through the player: how late it is, and what its report says. Pure: times are given. */
import { SAMPLES_PER_MS } from '../../audio/pcm.ts';
import type { PlayedReport } from './played-report.ts';
import type { SpeechClip } from './speech-clip.ts';

/** Lateness up to this is none, ms: the player is asked for sound in blocks, and its caller's clock may be uneven. */
const PUNCTUAL_MS = 50;

interface TrackStart {
  /** When its first piece was received, ms. */
  readonly arrivedAtMs: number;
  /** How long it had to wait for other speech, ms. */
  readonly lateMs: number;
  /** False: it has no name, or was reported before. */
  readonly isReported: boolean;
}

export class SegmentTrack {
  /** The sequence number of its first piece. */
  readonly sentence: number;
  /** Its last piece has been read. */
  isWhole = false;
  readonly #clip: SpeechClip;
  readonly #arrivedAtMs: number;
  readonly #isReported: boolean;
  #lateMs: number;
  #heard: { readonly atMs: number; readonly queuedMs: number } | undefined;
  #samplesIn = 0;
  #samplesOut = 0;

  /** @param clip its first piece. */
  constructor(sentence: number, clip: SpeechClip, { arrivedAtMs, lateMs, isReported }: TrackStart) {
    this.sentence = sentence;
    this.#clip = clip;
    this.#arrivedAtMs = arrivedAtMs;
    this.#lateMs = lateMs;
    this.#isReported = isReported;
  }

  /** How much later it sounds than it would if it had not had to wait, ms. */
  get lateMs(): number {
    return this.#lateMs > PUNCTUAL_MS ? this.#lateMs : 0;
  }

  /** @param samples of lateness that were made up for. */
  catchUp(samples: number): void {
    this.#lateMs -= samples / SAMPLES_PER_MS;
  }

  /** Gives so much of its speech to the output. */
  gave(samples: number): void {
    this.#samplesIn += samples;
  }

  get hasSounded(): boolean {
    return this.#heard !== undefined;
  }

  /** Its first sound. @param queuedMs what waited then. */
  begins(atMs: number, queuedMs: number): void {
    this.#heard ??= { atMs, queuedMs };
  }

  /** So many samples of the output are its. */
  sounded(samples: number): void {
    this.#samplesOut += samples;
  }

  /** @returns undefined for a segment that is not reported, or had no sound. */
  report(): PlayedReport | undefined {
    if (this.#heard === undefined || !this.#isReported) return undefined;
    return reportOn(this.#clip, {
      outcome: 'played',
      firstSoundAtMs: this.#heard.atMs,
      durationMs: this.#samplesOut / SAMPLES_PER_MS,
      delayMs: Math.max(0, this.#heard.atMs - this.#arrivedAtMs),
      queuedMs: this.#heard.queuedMs,
      playbackRate: this.#samplesIn / this.#samplesOut,
    });
  }
}

type Heard = Omit<PlayedReport, 'resultId' | 'segment' | 'epoch' | 'text'>;

/** @returns undefined for a segment without a name. */
export function reportOn({ resultId, segment, epoch, text }: SpeechClip, heard: Heard): PlayedReport | undefined {
  if (resultId === undefined) return undefined;
  return {
    resultId,
    ...(segment === undefined ? {} : { segment }),
    ...(epoch === undefined ? {} : { epoch }),
    ...heard,
    ...(text === undefined ? {} : { text }),
  };
}

/** @returns the same for all clips of a segment; undefined for one without a name. */
export function keyOf({ resultId, segment, epoch }: SpeechClip): string | undefined {
  return resultId === undefined ? undefined : JSON.stringify([resultId, segment, epoch]);
}
