/** What a session holds now: audio, transcripts and upstream streams. For metrics and introspection. */
import type { Speech } from '../speech/speech.ts';

export class SessionLoad {
  readonly #speech: Pick<Speech, 'gate' | 'pipeline'>;

  constructor(speech: Pick<Speech, 'gate' | 'pipeline'>) {
    this.#speech = speech;
  }

  /** Audio that no final has covered, ms. */
  get heldMs(): number {
    return this.#speech.gate.heldMs;
  }

  /** Transcripts that wait for the pipeline. */
  get waitingTranslations(): number {
    return this.#speech.pipeline.waitingTranslations;
  }

  /** Upstream streams held open: 0 or 1, 2 while rolling. */
  get openStreams(): number {
    return this.#speech.pipeline.openStreams;
  }
}
