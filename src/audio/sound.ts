/**
 * The result of every decoder here: sound of a known length that is read in pieces, so that not all of it is in memory.
 */
export interface Sound {
  /** Samples a second of each channel. */
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** Samples of each channel. */
  readonly length: number;
  /** The samples `from` to `to` (not included) of each channel, full scale at -1..1, every one a finite number. */
  read(from: number, to: number): Float32Array[];
}

/** @returns the whole sound: one array of samples for each channel. */
export function channelsOf(sound: Sound): Float32Array[] {
  return sound.read(0, sound.length);
}
