/** Maps the time of one transcription stream, which begins at 0, to the session clock. Never holds audio. */

import { msToSamples, SAMPLES_PER_MS, samplesToMs } from './pcm.ts';

export interface StreamTimelineOptions {
  /** Runs remembered at most, default 1,024. Over it the oldest is forgotten: its times map to where memory begins. */
  readonly maxRuns?: number;
}

/** A stretch of the stream that is all speech or all keep-alive silence. */
interface Run {
  readonly isSilence: boolean;
  readonly streamStart: number;
  /** Samples. */
  length: number;
  /** Where speech began on the session clock; of silence, where that clock stood. */
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

  /** @param startSample the session sample the stream begins at: the replay ring's start when it was opened. */
  constructor(startSample: number, options: StreamTimelineOptions = {}) {
    this.#startSample = startSample;
    this.#maxRuns = options.maxRuns ?? DEFAULT_MAX_RUNS;
  }

  /** Everything sent on this stream, silence included. */
  get streamMs(): number {
    return samplesToMs(this.#streamSamples);
  }

  /** Keep-alive silence sent on this stream. */
  get silenceMs(): number {
    return samplesToMs(this.#silenceSamples);
  }

  /** Where the session clock stands for this stream: the end of the last speech sent. */
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
   * Speech was sent. A gap before it (dropped audio) is taken as it is.
   * @throws RangeError when it begins before the last speech ended: it was sent twice.
   */
  appendAudio({ startSample, endSample }: { readonly startSample: number; readonly endSample: number }): void {
    const expected = this.endSample;
    if (startSample < expected) {
      throw new RangeError(`audio from sample ${startSample} was sent before: the stream is at ${expected}`);
    }
    this.#append(false, startSample, endSample - startSample, startSample === expected);
  }

  /** Silence was sent that is not on the session clock. */
  appendSilence(samples: number): void {
    this.#silenceSamples += samples;
    this.#append(true, this.endSample, samples, true);
  }

  /**
   * A time of the stream as session milliseconds. A time within silence is where the silence was put in; a time before
   * the beginning or after the end is the beginning or the end. Never goes back as the time goes on.
   */
  toSessionMs(streamMs: number): number {
    return samplesToMs(this.#toSession(streamMs * SAMPLES_PER_MS));
  }

  /** The same as the nearest whole sample of the session clock. */
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

  /** The last run that begins at or before a sample of the stream. */
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
