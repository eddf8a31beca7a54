/** What a listener's loudspeaker would have played: each clip from its arrival on, or after the one before. In memory. */
import { msToSamples, samplesToMs } from '../../src/audio/pcm.ts';

interface PlacedClip {
  /** Samples from the timeline's start. */
  readonly at: number;
  readonly samples: Int16Array;
}

/** Grows with what is heard, so with the talk, which is bounded by who makes it (recording.ts). */
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

  /** Plays a clip as soon as it is there and the one before is over. One that came before the start plays at the start. */
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
