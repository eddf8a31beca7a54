/** A source of sound that works: a microphone that is open and heard, or a recording that was read. */
import type { Source } from '../source.ts';
import type { SourceListener } from '../source-listener.ts';
import type { Device } from './device-choice.ts';

export interface PreparedSource {
  readonly kind: Source['kind'];
  /** What is sent, in words. */
  readonly text: string;
  /** What was repaired or replaced to get it, in words. */
  readonly note: string | undefined;
  /** The microphone. Undefined for a recording. */
  readonly device: Device | undefined;
  /** Sends it from now on. A microphone may be given to another listener later. @throws MicProblem */
  begin(listener: SourceListener): void;
  /** If it was never begun: leaves nothing of it open. */
  close(): void;
}
