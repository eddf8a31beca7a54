/** One speaker's audio: recordings with silence between them, joined when they are read. Pure. */
import { msToSamples } from '../../../src/audio/pcm.ts';
import type { Recording } from '../corpora/recording.ts';
import { speechBounds } from '../corpora/speech-bounds.ts';

export interface TrackOptions {
  /** Silence before the first recording, between recordings, and after the last. */
  readonly leadMs: number;
  readonly gapMs: number;
  readonly tailMs: number;
}

/** Position of a recording in its track, in samples from the track's beginning. */
export interface PlacedRecording {
  readonly recording: Recording;
  readonly start: number;
  /** The first and the last sample of speech, by energy. */
  readonly firstVoiced: number;
  readonly lastVoiced: number;
}

/** Pauses as in a talk, one sentence after the other. */
export const TALK_GAPS: TrackOptions = { leadMs: 300, gapMs: 700, tailMs: 1_500 };

export class Track {
  readonly placed: readonly PlacedRecording[];
  /** Number of samples. */
  readonly length: number;

  constructor(recordings: readonly Recording[], { leadMs, gapMs, tailMs }: TrackOptions = TALK_GAPS) {
    let at = msToSamples(leadMs);
    this.placed = recordings.map((recording) => {
      const start = at;
      const bounds = speechBounds(recording.samples) ?? { first: 0, last: recording.samples.length - 1 };
      at += recording.samples.length + msToSamples(gapMs);
      return { recording, start, firstVoiced: start + bounds.first, lastVoiced: start + bounds.last };
    });
    this.length = at - (recordings.length > 0 ? msToSamples(gapMs) : 0) + msToSamples(tailMs);
  }

  /** Reads samples from a position. Gaps are silence. */
  read(from: number, count: number): Int16Array {
    const samples = new Int16Array(count);
    for (let i = this.#firstEndingAfter(from); i < this.placed.length; i++) {
      const { recording, start } = this.placed[i] as PlacedRecording;
      if (start >= from + count) break;
      const begin = Math.max(from, start);
      const end = Math.min(from + count, start + recording.samples.length);
      samples.set(recording.samples.subarray(begin - start, end - start), begin - from);
    }
    return samples;
  }

  #firstEndingAfter(sample: number): number {
    let low = 0;
    let high = this.placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { recording, start } = this.placed[middle] as PlacedRecording;
      if (start + recording.samples.length > sample) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Repeats the recordings, beginning with one of them, until they fill this time. */
export function repeated(recordings: readonly Recording[], first: number, seconds: number, gapMs: number): Recording[] {
  const most = msToSamples(seconds * 1_000);
  const taken: Recording[] = [];
  for (let i = first, filled = 0; recordings.length > 0; i++) {
    const recording = recordings[i % recordings.length] as Recording;
    filled += recording.samples.length + msToSamples(gapMs);
    if (filled > most) break;
    taken.push(recording);
  }
  return taken;
}
