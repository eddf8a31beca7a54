/** The measurements of a stretch of sound: one value for each block of 10 ms, oldest first. */
export interface BlockSeries {
  /** How many blocks there are. The arrays may be longer; what comes after belongs to nobody. */
  readonly length: number;
  /** dBFS. */
  readonly levelDb: Float32Array;
  /** Cents above 1 Hz; 0 for no pitch. */
  readonly pitchCents: Float32Array;
}
