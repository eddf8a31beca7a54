/** What the audio thread hands to the page. */

export const CAPTURE_PROCESSOR = 'rostrum-capture';

export interface CapturedFrame {
  /** 100 ms of 16-bit mono at 16 kHz. */
  readonly pcm: Uint8Array<ArrayBuffer>;
  /** Root mean square, 0..1. */
  readonly level: number;
}
