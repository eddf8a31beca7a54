/** When an engine's process has grown too large: sherpa-onnx and others grow in long runs. Pure. */

/** Of Moonshine, which takes 200 MB when it is loaded. */
const DEFAULT_BOUND_BYTES = 400e6;
/** What an engine with a larger model may grow by. */
const DEFAULT_GROWTH_BYTES = 200e6;
/** At least; or a fresh process would be over its bound at once, and another after it. */
const MIN_GROWTH_BYTES = 20e6;
const HARD_SHARE = 1.5;

export interface MemoryBound {
  /** Over it another process takes over, speaker by speaker. */
  readonly retireBytes: number;
  /** Over it the process ends, whoever speaks. */
  readonly endBytes: number;
}

/** @param loadedBytes What the process has with its model loaded. @param setBytes As set; undefined for the default. */
export function memoryBound(loadedBytes: number, setBytes?: number): MemoryBound {
  const wanted = setBytes ?? Math.max(DEFAULT_BOUND_BYTES, loadedBytes + DEFAULT_GROWTH_BYTES);
  const retireBytes = Math.max(wanted, loadedBytes + MIN_GROWTH_BYTES);
  return { retireBytes, endBytes: retireBytes * HARD_SHARE };
}
