/** The states of one upstream stream, each with its own fields: whether it has the audio, and how far the service is with it. */

/** How far the service is with the stream. */
export type Answer =
  /** It has not been asked: openings per second are limited, and others are first. */
  | { readonly is: 'queued' }
  /** It was asked and has not answered. */
  | { readonly is: 'opening'; readonly askedAt: number }
  /** It accepted the stream, and has recognised nothing yet. */
  | { readonly is: 'open' }
  /** It has sent results. `isMidWord`: the last one was a partial, so its final is still to come. */
  | { readonly is: 'proven'; readonly isMidWord: boolean };

export type LiveState =
  /** Opened for a roll: kept alive with silence until it takes over. */
  | { readonly is: 'standby'; readonly answer: Answer }
  /** It has the session's audio. `replayedMs`: how much of the audio was waiting. */
  | { readonly is: 'reading'; readonly answer: Answer; readonly replayedMs: number }
  /** It sends the waiting audio and then the end frame; its last results may still come. */
  | { readonly is: 'finishing'; readonly answer: Answer; readonly replayedMs: number };

export type OverState =
  /** Its outcome was reported. `mayEnd`: the service has it open and was not told to finish it. */
  | { readonly is: 'settled'; readonly mayEnd: boolean }
  /** It was released, and its end frame has a moment to be sent. */
  | { readonly is: 'leaving'; readonly timer: unknown };

export type UpstreamState = LiveState | OverState;

/** The service no longer has it, or never had it. */
export const GONE: OverState = { is: 'settled', mayEnd: false };

export function isOver(state: UpstreamState): state is OverState {
  return state.is === 'settled' || state.is === 'leaving';
}

export function isTaken({ is }: Answer): boolean {
  return is === 'open' || is === 'proven';
}

/** How much audio waited when the stream was given it, ms. */
export function replayedMsOf(state: LiveState): number {
  return state.is === 'standby' ? 0 : state.replayedMs;
}
