/** Decides when an engine's process has grown too large: sherpa-onnx and other engines grow in long runs. Pure. */

/** For Moonshine, which takes 200 MB when it is loaded. */
const DEFAULT_BOUND_BYTES = 400e6;
/** Growth that is allowed to an engine with a larger model. */
const DEFAULT_GROWTH_BYTES = 200e6;
/** Least growth allowed. Without it each new process would be over its bound at once. */
const MIN_GROWTH_BYTES = 20e6;
/** Memory allowed for each speaker: the voice detector alone takes 9 to 10 MB. */
export const SPEAKER_BYTES = 12e6;
const HARD_SHARE = 1.5;
/** Limit of a raised bound, so that a process over it is still replaced and not ended at once. */
const MAX_RAISED_SHARE = 0.9 * HARD_SHARE;

export interface MemoryBound {
  /** Over this, another process takes over, one speaker after the other. */
  readonly retireBytes: number;
  /** Over this, the process ends at once, even if it has speakers. Their streams fail. */
  readonly endBytes: number;
}

export interface MemoryUse {
  /** Memory of the process with its model loaded and warm, without speakers. */
  readonly baseBytes: number;
  /** The bound of the settings, without speakers. Undefined: the default. */
  readonly setBytes?: number | undefined;
  /** Speakers at present. Default 0. */
  readonly speakers?: number;
  /** The most speakers so far, because their memory is not given back at once. Default 0. */
  readonly mostSpeakers?: number;
  /** Factor of a raised bound, when processes of this slot were over it again and again. Default 1. */
  readonly raisedBy?: number;
}

export function memoryBound({
  baseBytes,
  setBytes,
  speakers = 0,
  mostSpeakers = 0,
  raisedBy = 1,
}: MemoryUse): MemoryBound {
  const wanted = setBytes ?? Math.max(DEFAULT_BOUND_BYTES, baseBytes + DEFAULT_GROWTH_BYTES);
  const alone = Math.max(wanted, baseBytes + MIN_GROWTH_BYTES);
  const bytes = (count: number) => alone + count * SPEAKER_BYTES;
  return {
    retireBytes: bytes(speakers) * Math.min(raisedBy, MAX_RAISED_SHARE),
    endBytes: bytes(Math.max(speakers, mostSpeakers)) * HARD_SHARE,
  };
}
