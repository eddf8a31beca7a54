/** The audio that a listener's loudspeaker would play: each clip at its arrival, or after the previous clip. In memory. */
import { msToSamples, samplesToMs } from '../../src/audio/pcm.ts';

interface PlacedClip {
  /** Samples from the timeline's start. */
  readonly at: number;
  readonly samples: Int16Array;
}

/** Grows with the length of the talk, which recording.ts bounds. */
export class PlaybackTimeline {
  readonly #clips: PlacedClip[] = [];
  readonly #startMs: number;
  #end = 0;
  #heard = 0;

  /** @param startMs the timeline's start, on the clock of the arrivals. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** Milliseconds of sound, without the silence between clips. */
  get heardMs(): number {
    return samplesToMs(this.#heard);
  }

  /** Places a clip at its arrival or at the end of the previous clip, whichever is later, and never before the start. */
  add(arrivedAtMs: number, samples: Int16Array): void {
    const arrival = Math.max(0, msToSamples(arrivedAtMs - this.#startMs));
    const at = Math.max(arrival, this.#end);
    this.#clips.push({ at, samples });
    this.#end = at + samples.length;
    this.#heard += samples.length;
  }

  /** From the start to the end of the last clip; silence where nothing played. */
  toSamples(): Int16Array {
    const whole = new Int16Array(this.#end);
    for (const { at, samples } of this.#clips) whole.set(samples, at);
    return whole;
  }
}
