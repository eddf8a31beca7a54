/** What became of one segment at the listener: made once a segment, at its end, or when it is skipped. */
export interface PlayedReport {
  readonly resultId: string;
  readonly segment?: number;
  readonly epoch?: number;
  readonly outcome: 'played' | 'skipped';
  /** On the player's clock; of a skipped segment: when it was skipped. */
  readonly firstSoundAtMs: number;
  /** As played, all its pieces, without the waits between them; 0 of a skipped segment. */
  readonly durationMs: number;
  /** From receipt of its first piece to its first sound, or until it was skipped. */
  readonly delayMs: number;
  /** Speech of later segments that waited at that time. */
  readonly queuedMs: number;
  /** Mean: speech at its own speed, by `durationMs`. Pauses that were cut do not count. */
  readonly playbackRate: number;
  /** Not sent to the server. */
  readonly text?: string;
}
