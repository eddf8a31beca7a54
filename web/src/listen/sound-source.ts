/** Where the player's samples are made: on the browser's audio thread, or in the page where there is none for pages. */
import type { PlayerAnswer, PlayerCommand } from './player-messages.ts';

/** @typeParam Node The browser's node with the sound, or its stand-in in tests. */
export interface SoundSource<Node> {
  readonly node: Node;
  /** From the time at which the audio thread fills a sample to the sample at the node's output, ms. */
  readonly leadMs: number;
  /** Speech has been made that is not at the node's output yet. */
  readonly hasUnheard: boolean;
  /** @param transfer What of it the page does not need any more. */
  tell(command: PlayerCommand, transfer: ArrayBuffer[]): void;
  /** No answer comes after it. */
  close(): void;
}

export interface SourceWishes {
  onAnswer(answer: PlayerAnswer): void;
  /** It has failed: nothing more comes out of it. */
  onBroken(): void;
}
