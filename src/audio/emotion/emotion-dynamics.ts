/** How something was said, in three numbers, and their neutral values. */

export interface EmotionDynamics {
  /** Loudness, 0..1; 0.25, 0.5 and 0.75 are speech at -30, -20 and -10 dBFS. */
  readonly volume: number;
  /** Speaking speed, 0.5..2.0; 1.0 is 145 words a minute. */
  readonly rate: number;
  /** Liveliness, 0..1, independent of loudness. */
  readonly energy: number;
}

export const NEUTRAL_EMOTION: EmotionDynamics = Object.freeze({ volume: 0.5, rate: 1, energy: 0.5 });
