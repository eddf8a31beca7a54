/** When an engine's process has grown too large: sherpa-onnx and others grow in long runs. Pure. */

/** Of Moonshine, which takes 200 MB when it is loaded. */
const DEFAULT_BOUND_BYTES = 400e6;
/** What an engine with a larger model may grow by. */
const DEFAULT_GROWTH_BYTES = 200e6;
/** At least; or a fresh process would be over its bound at once, and another after it. */
const MIN_GROWTH_BYTES = 20e6;
/** What one who is heard may take: their voice detector alone has 9 to 10 MB. */
export const SPEAKER_BYTES = 12e6;
const HARD_SHARE = 1.5;
/** So that a process over a raised bound is still replaced, and not just ended. */
const MAX_RAISED_SHARE = 0.9 * HARD_SHARE;

export interface MemoryBound {
  /** Over it another process takes over, speaker by speaker. */
  readonly retireBytes: number;
  /** Over it the process ends at once, whoever speaks and whether or not another has taken over: its streams fail. */
  readonly endBytes: number;
}

export interface MemoryUse {
  /** What the process has with its model loaded and warm, without speakers. */
  readonly baseBytes: number;
  /** As set, without speakers; undefined for the default. */
  readonly setBytes?: number | undefined;
  /** At present; default none. */
  readonly speakers?: number;
  /** The most it ever had, default none: what they took is not given back at once. */
  readonly mostSpeakers?: number;
  /** 1, the default, or more where processes of this place were over it again and again. */
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
