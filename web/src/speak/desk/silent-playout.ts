/** Plays speech as a listener's page does, without a loudspeaker: a clock takes the samples. Pure: the time is passed in, ms. */
import { msToSamples, samplesToMs } from '../../../../src/audio/pcm.ts';
import type { PlayedReport } from '../../../../src/client/player/played-report.ts';
import { Playout } from '../../../../src/client/player/playout.ts';
import type { SpeechClip } from '../../../../src/client/player/speech-clip.ts';

const BLOCK_SAMPLES = msToSamples(100);
/** After a longer gap the computer has slept: speech of before is not played for it, ms. */
const SLEPT_MS = 30_000;

export class SilentPlayout {
  readonly #playout: Playout;
  readonly #block = new Float32Array(BLOCK_SAMPLES);
  /** Up to here its sound has been taken. */
  #atMs: number;

  /** @param onReport Called when a segment has been heard, or was skipped; its times are of the clock of the calls. */
  constructor(onReport: (report: PlayedReport) => void, nowMs: number) {
    this.#playout = new Playout({ onReport });
    this.#atMs = nowMs;
  }

  push(clip: SpeechClip, nowMs: number): void {
    // Otherwise the clip would sound in the time before it came.
    this.advance(nowMs);
    this.#playout.push(clip, nowMs);
  }

  /** Call several times a second; in a page that nobody sees once a second is enough. */
  advance(nowMs: number): void {
    if (nowMs - this.#atMs > SLEPT_MS) {
      this.#playout.reset();
      this.#atMs = nowMs;
    }
    let left = Math.floor(msToSamples(nowMs - this.#atMs));
    while (left > 0) {
      const samples = Math.min(left, BLOCK_SAMPLES);
      this.#playout.read(this.#block.subarray(0, samples), this.#atMs);
      this.#atMs += samplesToMs(samples);
      left -= samples;
    }
  }
}
