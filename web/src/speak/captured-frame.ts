/** Messages between the audio thread and the page. */

export const CAPTURE_PROCESSOR = 'rostrum-capture';

export interface CapturedFrame {
  readonly kind: 'frame';
  /** 100 ms of 16-bit mono at 16 kHz, or less at the end of a recording. */
  readonly pcm: Uint8Array<ArrayBuffer>;
  /** Root mean square, 0..1. */
  readonly level: number;
  /** The loudest sample as it came from the microphone, 0..1; of a recording 0, because nobody is told what is wrong with it. */
  readonly peak: number;
  /** Share of those samples that are at the end of the scale, 0..1. */
  readonly clipped: number;
  /** The channels of the microphone cancel each other out, so this is one of them. */
  readonly isCancelling: boolean;
}

/** From the audio thread. */
export type CaptureReport =
  | CapturedFrame
  /** More of the recording is needed. */
  | { readonly kind: 'hungry'; readonly recording: number }
  /** All of the recording has been sent. */
  | { readonly kind: 'played'; readonly recording: number };

/** To the audio thread. A recording has a number, so that reports about a stopped one are recognised. */
export type CaptureCommand =
  | { readonly kind: 'begin'; readonly recording: number }
  | { readonly kind: 'piece'; readonly recording: number; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly recording: number }
  | { readonly kind: 'stop' }
  /** A recording stops at its position, also one that begins later. */
  | { readonly kind: 'hold'; readonly isHeld: boolean }
  /** The node is not needed any more. */
  | { readonly kind: 'close' };
