/** Who hears the source that is in use. */
import type { CapturedFrame } from './captured-frame.ts';
import type { MicTrouble } from './mic/mic-trouble.ts';

export type SourceEnd = 'done' | 'lost';

export interface SourceListener {
  frame(frame: CapturedFrame): void;
  /** What is wrong with the microphone now. Undefined: nothing. */
  trouble(trouble: MicTrouble | undefined): void;
  /** All of a recording has been sent, or the microphone was unplugged or taken away. */
  ended(end: SourceEnd): void;
}
