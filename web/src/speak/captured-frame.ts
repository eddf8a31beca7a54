/** What the audio thread and the page say to each other. */

export const CAPTURE_PROCESSOR = 'rostrum-capture';

export interface CapturedFrame {
  readonly kind: 'frame';
  /** 100 ms of 16-bit mono at 16 kHz; less at a recording's end. */
  readonly pcm: Uint8Array<ArrayBuffer>;
  /** Root mean square, 0..1. */
  readonly level: number;
  /** The channels of the microphone cancel each other out; one of them is heard here. */
  readonly isCancelling: boolean;
}

/** From the audio thread. */
export type CaptureReport =
  | CapturedFrame
  /** More of the recording is needed. */
  | { readonly kind: 'hungry'; readonly recording: number }
  /** All of the recording has been given. */
  | { readonly kind: 'played'; readonly recording: number };

/** To the audio thread. A recording has a number, so that what is said of one that was stopped is known by it. */
export type CaptureCommand =
  | { readonly kind: 'begin'; readonly recording: number }
  | { readonly kind: 'piece'; readonly recording: number; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly recording: number }
  | { readonly kind: 'stop' }
  /** The node is not needed any more. */
  | { readonly kind: 'close' };
