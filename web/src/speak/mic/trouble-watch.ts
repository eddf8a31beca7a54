/** Watches a microphone that is in use, and decides which trouble is to be told. Has no clock and no browser of its own. */
import type { CapturedFrame } from '../captured-frame.ts';
import { ClippingDetector } from './clipping-detector.ts';
import { Lasting } from './lasting.ts';
import { type MicTrouble, TROUBLES_BY_IMPORTANCE } from './mic-trouble.ts';
import { MutedSpeechDetector } from './muted-speech-detector.ts';
import { QuietDetector } from './quiet-detector.ts';
import { SilenceDetector } from './silence-detector.ts';

/** Browsers mute a track and stop the sound for a moment while they begin or change something. */
const ON_AFTER_MS = 400;
const OFF_AFTER_MS = 400;

type Heard = Pick<CapturedFrame, 'level' | 'peak' | 'clipped'>;

export class TroubleWatch {
  readonly #clipping = new ClippingDetector();
  readonly #quiet = new QuietDetector();
  readonly #mutedSpeech = new MutedSpeechDetector();
  readonly #silence: SilenceDetector;
  readonly #suspended = new Lasting(ON_AFTER_MS, OFF_AFTER_MS);
  readonly #trackMuted = new Lasting(ON_AFTER_MS, OFF_AFTER_MS);
  readonly #holding = new Set<MicTrouble>();
  #isRunning = true;
  #isTrackMuted = false;

  /** @param nowMs as all times here, on any clock that does not step. */
  constructor(nowMs: number) {
    this.#silence = new SilenceDetector(nowMs);
  }

  /** The audio context runs: it is neither suspended nor interrupted by a call. */
  running(isRunning: boolean): void {
    this.#isRunning = isRunning;
  }

  /** The system or the browser has muted the microphone. */
  trackMuted(isMuted: boolean): void {
    this.#isTrackMuted = isMuted;
  }

  /** The broadcast is muted. */
  muted(isMuted: boolean): void {
    this.#mutedSpeech.mute(isMuted);
    if (!isMuted) this.#note('speakingWhileMuted', false);
  }

  /** The microphone was unplugged or taken away. Nothing ends this. */
  lost(): void {
    this.#note('lost', true);
  }

  hear({ level, peak, clipped }: Heard, nowMs: number): void {
    this.#silence.hear(peak, nowMs);
    this.#note('clipping', this.#clipping.hear(clipped));
    this.#note('tooQuiet', this.#quiet.hear(level));
    this.#note('speakingWhileMuted', this.#mutedSpeech.hear(level));
  }

  /** Must be called several times a second, also when no frames come. @returns the most important trouble. */
  look(nowMs: number): MicTrouble | undefined {
    const isSuspended = this.#suspended.look(!this.#isRunning, nowMs);
    const isTrackMuted = this.#trackMuted.look(this.#isTrackMuted, nowMs);
    if (isSuspended || isTrackMuted) this.#silence.excuse(nowMs);
    this.#note('suspended', isSuspended);
    this.#note('trackMuted', isTrackMuted);
    this.#note('noSound', this.#silence.look(nowMs));
    return TROUBLES_BY_IMPORTANCE.find((trouble) => this.#holding.has(trouble));
  }

  #note(trouble: MicTrouble, holds: boolean): void {
    if (holds) this.#holding.add(trouble);
    else this.#holding.delete(trouble);
  }
}
