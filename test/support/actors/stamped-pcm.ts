/** PCM whose every sample says which one it is; never zero, so that silence is told from it. Repeats after 65,535. */

const PERIOD = 65_535;

function stampOf(sample: number): number {
  return (sample % PERIOD) + 1;
}

/** @param from The first sample's number. */
export function stampedPcm(from: number, samples: number): Uint8Array {
  const pcm = new Uint8Array(samples * 2);
  const view = new DataView(pcm.buffer);
  for (let i = 0; i < samples; i += 1) view.setUint16(i * 2, stampOf(from + i), true);
  return pcm;
}

/** A stretch of a stream: speech from a sample on, or silence. */
export interface Stretch {
  readonly kind: 'speech' | 'silence';
  /** The stamp of the first sample less one: its number within the period; 0 for silence. */
  readonly from: number;
  readonly samples: number;
}

/** What a stream was sent, as stretches of consecutive samples. */
export function stretchesOf(frames: readonly Uint8Array[]): Stretch[] {
  const stretches: { kind: Stretch['kind']; from: number; samples: number }[] = [];
  for (const frame of frames) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    for (let at = 0; at < frame.byteLength; at += 2) {
      const stamp = view.getUint16(at, true);
      const last = stretches.at(-1);
      if (last && last.kind === 'silence' && stamp === 0) last.samples += 1;
      else if (last && last.kind === 'speech' && stamp === stampOf(last.from + last.samples)) last.samples += 1;
      else stretches.push({ kind: stamp === 0 ? 'silence' : 'speech', from: Math.max(0, stamp - 1), samples: 1 });
    }
  }
  return stretches;
}

/** The speech alone, as [from, to) ranges; silence in between does not part them. */
export function speechOf(frames: readonly Uint8Array[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { kind, from, samples } of stretchesOf(frames)) {
    if (kind === 'silence') continue;
    const last = ranges.at(-1);
    if (last && last[1] === from) last[1] = from + samples;
    else ranges.push([from, from + samples]);
  }
  return ranges;
}
