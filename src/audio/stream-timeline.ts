/** Maps times of one transcription stream, which begin at 0, to the session clock. Never holds audio. */

import { msToSamples, SAMPLES_PER_MS, samplesToMs } from './pcm.ts';

export interface StreamTimelineOptions {
  /**
   * Limit of remembered runs, default 1,024. Above it the oldest is forgotten: its times map to the oldest run's start.
   */
  readonly maxRuns?: number;
}

/** A part of the stream that is only speech or only keep-alive silence. */
interface Run {
  readonly isSilence: boolean;
  readonly streamStart: number;
  /** Samples. */
  length: number;
  /** Session sample at which the speech begins; for silence, the value of the session clock at that time. */
  readonly sessionStart: number;
}

const DEFAULT_MAX_RUNS = 1_024;

export class StreamTimeline {
  readonly #startSample: number;
  readonly #maxRuns: number;
  #runs: Run[] = [];
  #streamSamples = 0;
  #silenceSamples = 0;
  #forgottenRuns = 0;

  /** @param startSample the session sample that the stream begins at: the replay ring's start when it was opened. */
  constructor(startSample: number, options: StreamTimelineOptions = {}) {
    this.#startSample = startSample;
    this.#maxRuns = options.maxRuns ?? DEFAULT_MAX_RUNS;
  }

  /** Length of everything sent on this stream, including silence. */
  get streamMs(): number {
    return samplesToMs(this.#streamSamples);
  }

  /** Length of the keep-alive silence sent on this stream. */
  get silenceMs(): number {
    return samplesToMs(this.#silenceSamples);
  }

  /** Session sample at the end of the last speech that was sent. */
  get endSample(): number {
    const last = this.#runs.at(-1);
    return last === undefined ? this.#startSample : sessionEnd(last);
  }

  /** Runs forgotten because there were too many. */
  get forgottenRuns(): number {
    return this.#forgottenRuns;
  }

  /** Runs remembered. */
  get runCount(): number {
    return this.#runs.length;
  }

  /**
   * Called when speech was sent. A gap before it is allowed (evicted audio).
   * @throws RangeError when it begins before the end of the last speech: it was sent twice.
   */
  appendAudio({ startSample, endSample }: { readonly startSample: number; readonly endSample: number }): void {
    const expected = this.endSample;
    if (startSample < expected) {
      throw new RangeError(`audio from sample ${startSample} was sent before: the stream is at ${expected}`);
    }
    this.#append(false, startSample, endSample - startSample, startSample === expected);
  }

  /** Called when silence was sent that is not on the session clock. */
  appendSilence(samples: number): void {
    this.#silenceSamples += samples;
    this.#append(true, this.endSample, samples, true);
  }

  /**
   * Converts a time of the stream to session milliseconds. A time within silence maps to the point where the silence
   * was inserted; a time before the beginning or after the end maps to the beginning or the end. Monotonic.
   */
  toSessionMs(streamMs: number): number {
    return samplesToMs(this.#toSession(streamMs * SAMPLES_PER_MS));
  }

  /** The same, as the nearest whole sample of the session clock. */
  toSessionSample(streamMs: number): number {
    return Math.round(this.#toSession(msToSamples(streamMs)));
  }

  #append(isSilence: boolean, sessionStart: number, length: number, isContiguous: boolean): void {
    if (length <= 0) return;
    const last = this.#runs.at(-1);
    if (last !== undefined && last.isSilence === isSilence && isContiguous) {
      last.length += length;
    } else {
      this.#runs.push({ isSilence, streamStart: this.#streamSamples, length, sessionStart });
      if (this.#runs.length > this.#maxRuns) {
        this.#runs.shift();
        this.#forgottenRuns += 1;
      }
    }
    this.#streamSamples += length;
  }

  #toSession(streamSample: number): number {
    const run = this.#runAt(streamSample);
    if (run === undefined) return this.#runs[0]?.sessionStart ?? this.#startSample;
    if (run.isSilence) return run.sessionStart;
    return run.sessionStart + Math.min(streamSample - run.streamStart, run.length);
  }

  /** @returns the last run that begins at or before a sample of the stream. */
  #runAt(streamSample: number): Run | undefined {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle] as Run).streamStart <= streamSample) low = middle + 1;
      else high = middle;
    }
    return this.#runs[low - 1];
  }
}

function sessionEnd(run: Run): number {
  return run.isSilence ? run.sessionStart : run.sessionStart + run.length;
}
