/** Speech between its clips and the output: stretches it, and knows which segment each sample of the output belongs to. */
import { TimeStretch } from '../../audio/time-stretch.ts';
import type { SegmentTrack } from './segment-track.ts';

export interface SoundLineDeps {
  /** All sound of a segment has been given out, and no more comes. */
  ended(track: SegmentTrack): void;
  /** Speech that waits for its turn now, ms. */
  waitingMs(): number;
}

/** Input that belongs to one segment. */
interface Stretch {
  readonly track: SegmentTrack;
  /** Where in the input it ends. */
  to: number;
  isEnd: boolean;
}

/** Output that is not given out yet; it stands for a stretch of the input. */
interface Sound {
  readonly samples: Float32Array;
  readonly from: number;
  readonly to: number;
  at: number;
}

/** The fade of `fadeOut`, samples: 12.5 ms. */
const FADE = 200;
const SILENCE: Sound = { samples: new Float32Array(0), from: 0, to: 0, at: 0 };

export class SoundLine {
  readonly #deps: SoundLineDeps;
  readonly #stretch = new TimeStretch();
  /** In order. At most one more than there are clips in the stretch's window. */
  #stretches: Stretch[] = [];
  #sound = SILENCE;

  constructor(deps: SoundLineDeps) {
    this.#deps = deps;
  }

  get hasSound(): boolean {
    return this.#sound.at < this.#sound.samples.length;
  }

  get rate(): number {
    return this.#stretch.rate;
  }

  /** Counts from the next window on. */
  set rate(rate: number) {
    this.#stretch.rate = rate;
  }

  get waitingSamples(): number {
    return this.#sound.samples.length - this.#sound.at + this.#stretch.heldSamples;
  }

  /** Call without sound only. @returns by how many samples the output became shorter than the input. */
  push(samples: Float32Array, track: SegmentTrack): number {
    track.gave(samples.length);
    const last = this.#stretches.at(-1);
    const to = this.#stretch.position + this.#stretch.heldSamples + samples.length;
    if (last?.track === track) last.to = to;
    else this.#stretches.push({ track, to, isEnd: false });
    return this.#give(() => this.#stretch.push(samples));
  }

  /** Gives what waits for more speech. Call without sound only. @returns whether there was any. */
  flush(): boolean {
    this.#give(() => this.#stretch.flush());
    return this.hasSound;
  }

  /** No more of the segment comes. */
  end(track: SegmentTrack): void {
    const last = this.#stretches.find((each) => each.track === track);
    if (last) last.isEnd = true;
    else this.#deps.ended(track);
  }

  /** @param nowMs the time of `out[0]`. @returns how much of `out` is filled: more than nothing if there is sound. */
  read(out: Float32Array, nowMs: number): number {
    const sound = this.#sound;
    const [stretch] = this.#stretches;
    const left = stretch ? outputOf(sound, stretch.to) - sound.at : Number.POSITIVE_INFINITY;
    const count = Math.max(0, Math.min(out.length, sound.samples.length - sound.at, left));
    out.set(sound.samples.subarray(sound.at, sound.at + count));
    sound.at += count;
    if (count > 0 && stretch?.track.hasSounded === false) stretch.track.begins(nowMs, this.#deps.waitingMs());
    stretch?.track.sounded(count);
    if (stretch && count >= left) this.#leave(stretch);
    return count;
  }

  #give(run: () => Float32Array): number {
    const from = this.#stretch.position;
    const samples = run();
    const to = this.#stretch.position;
    this.#sound = { samples, from, to, at: 0 };
    return to - from - samples.length;
  }

  #leave({ track, isEnd }: Stretch): void {
    this.#stretches.shift();
    if (isEnd) this.#deps.ended(track);
  }

  /** Drops everything but what sounds in this moment. */
  fadeOut(): void {
    const rest = this.#sound.samples.slice(this.#sound.at);
    const held = this.#stretch.flush();
    const samples = Float32Array.from([...rest, ...held].slice(0, FADE), (sample, i) => sample * (1 - (i + 1) / FADE));
    this.#stretches = [];
    this.#sound = { samples, from: 0, to: 0, at: 0 };
  }
}

/** @returns which sample of the output stands for a place in the input. */
function outputOf({ samples, from, to }: Sound, place: number): number {
  return to > from ? Math.ceil(((place - from) / (to - from)) * samples.length) : samples.length;
}
