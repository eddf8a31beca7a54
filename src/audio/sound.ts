/** What every decoder here gives: sound of a known length, read in pieces, so that nobody has to hold all of it. */
export interface Sound {
  /** Samples a second of each channel. */
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** Samples of each channel. */
  readonly length: number;
  /** The samples `from` to `to` (not included) of each channel, full scale at -1..1, every one a finite number. */
  read(from: number, to: number): Float32Array[];
}

/** All of it: one array of samples a channel. */
export function channelsOf(sound: Sound): Float32Array[] {
  return sound.read(0, sound.length);
}
