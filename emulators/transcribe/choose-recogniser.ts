/** Chooses the recogniser of a local Transcribe endpoint: the one in the settings, or the best one that starts. */
import type { AsrSettings } from '../../src/integrations/emulators/asr-settings.ts';
import { NO_RECOGNISER } from '../../src/integrations/emulators/recogniser-info.ts';
import { withDictation } from './dictated-results.ts';
import { createNoRecogniser } from './no-recogniser.ts';
import { offering } from './offered-languages.ts';
import { type Recogniser, withInfo } from './recogniser.ts';
import { ENGINE_STARTERS, type EngineStart, type EngineStarters } from './recogniser-starters.ts';
import { DEFAULT_SCRIPT, type Script } from './script.ts';
import { createScriptedRecogniser } from './scripted-recogniser.ts';
import { toServiceLags } from './service-lags.ts';
import { createStampedRecogniser, type StampedSpeech } from './stamped-recogniser.ts';
import { createWrittenRecogniser, type WrittenSpeech } from './written-recogniser.ts';

export interface RecogniserOptions extends EngineStart {
  /** For `script`. Default: a short talk that is repeated. */
  readonly script?: Script;
  /** For `stamped`. */
  readonly stamped?: StampedSpeech;
  /** For `written`. */
  readonly written?: WrittenSpeech;
}

/**
 * Starts the recogniser that is asked for. `auto` takes the best one that starts; its `note` says why better ones do not. If
 * none starts, the recogniser refuses every stream. An explicit choice is never replaced by another.
 * @returns a recogniser whose `maxStreams` counts speakers. It takes as many streams as these speakers may have.
 * Rejects with one line when an explicit choice does not start, or when it does not know a language that is asked for.
 */
export async function startRecogniser(
  settings: AsrSettings,
  options: RecogniserOptions = {},
  starters: EngineStarters = ENGINE_STARTERS,
): Promise<Recogniser> {
  const { choice, languages, maxStreams } = settings;
  const lags = settings.lags && { lags: toServiceLags(settings.lags) };
  // Who gives no marks does not know where a sentence ends either.
  const ends = settings.quirks?.unpunctuated === true ? { endsAtMarks: false } : {};
  // These three take any language, because they do not decode speech.
  const told = (recogniser: Recogniser) => {
    const sized = withInfo(recogniser, { ...(maxStreams && { maxStreams }) });
    return languages === undefined ? sized : offering(languages, sized);
  };
  switch (choice.kind) {
    case 'script':
      return told(createScriptedRecogniser(options.script ?? DEFAULT_SCRIPT));
    case 'stamped':
      return told(withDictation(createStampedRecogniser({ ...options.stamped, ...lags })));
    case 'written':
      return told(createWrittenRecogniser({ ...options.written, ...lags, ...ends }));
    case 'auto':
      return await knowing(languages, await startBest(settings, options, starters));
    case 'pocketsphinx':
      return await knowing(languages, await starters.pocketsphinx(settings, options));
    case 'moonshine':
      return await knowing(languages, await starters.moonshine(settings, options));
    case 'whisper':
      return await knowing(languages, await starters.whisper(choice.modelFile, settings, options));
    case 'sherpa':
      return await knowing(languages, await starters.sherpa(choice.folder, settings, options));
  }
}

/** Never rejects. */
async function startBest(settings: AsrSettings, options: EngineStart, starters: EngineStarters): Promise<Recogniser> {
  const notes: string[] = [];
  for (const start of [starters.moonshine, starters.pocketsphinx]) {
    try {
      const recogniser = await start(settings, options);
      return notes.length === 0 ? recogniser : withInfo(recogniser, { note: notes.join('; ') });
    } catch (error) {
      notes.push(error instanceof Error ? error.message : String(error));
    }
  }
  return createNoRecogniser(notes.join('; '));
}

/** Limits the recogniser to the languages that are asked for. If it does not know one of them, closes it and rejects. */
async function knowing(languages: readonly string[] | undefined, recogniser: Recogniser): Promise<Recogniser> {
  const { engine, languages: known, model } = recogniser.info;
  if (languages === undefined || engine === NO_RECOGNISER) return recogniser;
  const unknown = languages.filter((language) => !known.includes(language));
  if (unknown.length === 0) return offering(languages, recogniser);
  await recogniser.close();
  throw new Error(`EMBEDDED_ASR_LANGUAGES names ${unknown.join(', ')}, but ${model} knows ${known.join(', ')} only`);
}
