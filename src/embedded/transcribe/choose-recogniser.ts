/** Which recogniser a local Transcribe endpoint works with: what was asked for, or the best that is there. */
import type { AsrSettings } from './asr-settings.ts';
import { startPocketSphinx } from './pocketsphinx/pocketsphinx-recogniser.ts';
import type { Recogniser } from './recogniser.ts';
import { DEFAULT_SCRIPT, type Script } from './script.ts';
import { createScriptedRecogniser } from './scripted-recogniser.ts';
import { createStampedRecogniser, type StampedSpeech } from './stamped-recogniser.ts';

export interface RecogniserOptions {
  /** For `script`. Default: a short talk, again and again. */
  readonly script?: Script;
  /** For `stamped`. */
  readonly stamped?: StampedSpeech;
  /** Decoding threads of `pocketsphinx`, default 2. */
  readonly workers?: number;
}

/** Rejects with one line when what is asked for cannot be had: an explicit choice has no other in its place. */
export async function startRecogniser(settings: AsrSettings, options: RecogniserOptions = {}): Promise<Recogniser> {
  const { choice, maxStreams } = settings;
  switch (choice.kind) {
    case 'script':
      return createScriptedRecogniser(options.script ?? DEFAULT_SCRIPT);
    case 'stamped':
      return createStampedRecogniser(options.stamped);
    case 'auto':
    case 'pocketsphinx':
      return await startPocketSphinx({
        ...(maxStreams === undefined ? {} : { maxStreams }),
        ...(options.workers === undefined ? {} : { workers: options.workers }),
      });
    default:
      throw new Error(`EMBEDDED_ASR=${choice.kind} is not built yet`);
  }
}
