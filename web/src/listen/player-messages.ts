/** Messages between the page and the audio thread that plays. */
import type { PlayedReport } from '../../../src/client/player/played-report.ts';
import type { SpeechClip } from '../../../src/client/player/speech-clip.ts';

export const PLAYER_PROCESSOR = 'rostrum-player';

export interface PlayerNumbers {
  /** Pieces of speech that were taken for playing. */
  readonly played: number;
  /** Speech that is not played yet, ms. */
  readonly waitingMs: number;
  /** Speed of the speech now; 1 is as it was sent. */
  readonly rate: number;
  readonly skipped: number;
  readonly late: number;
}

/** To the audio thread. */
export type PlayerCommand =
  | { readonly kind: 'clip'; readonly clip: SpeechClip }
  /** What must be added to the audio clock to get the page's clock, ms. */
  | { readonly kind: 'clock'; readonly gapMs: number }
  /** Another language. */
  | { readonly kind: 'reset' }
  /** The node is not needed any more. */
  | { readonly kind: 'close' };

/** From the audio thread. */
export type PlayerAnswer =
  | {
      readonly kind: 'numbers';
      readonly numbers: PlayerNumbers;
      /** Commands that these numbers include. */
      readonly commands: number;
    }
  | { readonly kind: 'report'; readonly report: PlayedReport };
