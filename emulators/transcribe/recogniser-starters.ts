/** Starts each of the real recognisers by the settings: its model, its languages, the number of speakers. */
import { availableParallelism } from 'node:os';
import type { AsrSettings } from '../../src/integrations/emulators/asr-settings.ts';
import {
  type EngineOptions,
  type EngineRecogniser,
  startEngineRecogniser,
} from './engine-process/engine-recogniser.ts';
import { MODEL_NAME, moonshineModelIn } from './engines/model-files.ts';
import { sherpaModelIn } from './engines/sherpa-folder.ts';
import { voiceDetectorIn, voiceDetectorPath } from './engines/voice-detector-file.ts';
import { whisperModelIn } from './engines/whisper-model.ts';
import { howToMend, toModelPlace } from './model-place.ts';
import { startPocketSphinx } from './pocketsphinx/pocketsphinx-recogniser.ts';
import { type Recogniser, withInfo } from './recogniser.ts';

export interface EngineStart {
  /** Decoding threads of PocketSphinx. Default: one for each core. */
  readonly workers?: number | undefined;
  /**
   * Streams that one speaker may have at a time. Default 1. A server that opens a session's next stream while the previous one
   * still gives its last results needs 2.
   */
  readonly streamsPerSpeaker?: number;
  /** Called with each line about the engines' processes. */
  readonly log?: ((line: string) => void) | undefined;
  /** Called with each line that engines print, which may quote speech. Default: `log`. */
  readonly printed?: ((line: string) => void) | undefined;
}

type Start = (settings: AsrSettings, options: EngineStart) => Promise<Recogniser>;

/** Each rejects with one line when its recogniser cannot be used. Tests have fakes. */
export interface EngineStarters {
  readonly moonshine: Start;
  readonly pocketsphinx: Start;
  /** @param modelFile absolute */
  readonly whisper: (modelFile: string, settings: AsrSettings, options: EngineStart) => Promise<Recogniser>;
  /** @param folder absolute */
  readonly sherpa: (folder: string, settings: AsrSettings, options: EngineStart) => Promise<Recogniser>;
}

export const ENGINE_STARTERS: EngineStarters = { moonshine, pocketsphinx, whisper, sherpa };

/** Continuous speakers that a core decodes in real time, with some time to spare. */
const SPEAKERS_PER_CORE = 3;
const WHISPER_SPEAKERS_PER_CORE = 1;
/** Longer steps for Whisper, because its decodes take longer. */
const WHISPER_STEP_MS = 1_000;
/** Most cores used by default: an engine on each takes 250 MB or more, even if nobody speaks. */
const MAX_CORES = 8;

async function moonshine(settings: AsrSettings, options: EngineStart): Promise<Recogniser> {
  const place = toModelPlace(settings);
  if (!place.ok) throw new Error(unusable('Moonshine', place.reason));
  const model = await moonshineModelIn(place.folder);
  if (!model.ok) throw new Error(unusable('Moonshine', `${model.reason}; ${howToMend(settings)}`));
  const info = { engine: 'moonshine', model: MODEL_NAME, languages: ['en'], maxStreams: speakersOf(settings) };
  return await startEngine('Moonshine', { spec: model.spec, info, stepMs: settings.stepMs }, options);
}

async function whisper(modelFile: string, settings: AsrSettings, options: EngineStart): Promise<Recogniser> {
  const found = whisperModelIn(modelFile);
  if (!found.ok) throw new Error(unusable('Whisper', found.reason));
  const { model, languages } = found;
  const spec = { ...found.spec, voiceDetector: await voiceDetectorFor('Whisper', settings) };
  const info = { engine: 'whisper', model, languages, maxStreams: speakersOf(settings, WHISPER_SPEAKERS_PER_CORE) };
  const step = settings.stepMs ?? WHISPER_STEP_MS;
  return await startEngine('Whisper', { spec, info, stepMs: step }, options, WHISPER_SPEAKERS_PER_CORE);
}

async function sherpa(folder: string, settings: AsrSettings, options: EngineStart): Promise<Recogniser> {
  // Without a folder for the voice detector, models that need one are refused below.
  const place = toModelPlace(settings);
  const found = sherpaModelIn(folder, place.ok ? voiceDetectorPath(place.folder) : '');
  if (!found.ok) throw new Error(unusable('sherpa', found.reason));
  const { model, spec } = found;
  const languages = found.languages ?? settings.languages;
  if (languages === undefined) {
    throw new Error(unusable('sherpa', `${folder} does not say its languages; name them in EMBEDDED_ASR_LANGUAGES`));
  }
  // A streaming transducer finds the ends of utterances itself.
  if (spec.kind !== 'transducer') await voiceDetectorFor('sherpa', settings);
  const info = { engine: 'sherpa', model, languages, maxStreams: speakersOf(settings) };
  return await startEngine('sherpa', { spec, info, stepMs: settings.stepMs }, options);
}

async function pocketsphinx({ maxStreams }: AsrSettings, options: EngineStart): Promise<Recogniser> {
  const { workers = usableCores(), streamsPerSpeaker = 1 } = options;
  const speakers = maxStreams ?? SPEAKERS_PER_CORE * workers;
  const recogniser = await startPocketSphinx({ workers, maxStreams: speakers * streamsPerSpeaker });
  return withInfo(recogniser, { maxStreams: speakers });
}

async function startEngine(
  name: string,
  { spec, info, stepMs }: Pick<EngineOptions, 'spec' | 'info' | 'stepMs'>,
  { streamsPerSpeaker = 1, log = () => {}, printed }: EngineStart,
  perCore = SPEAKERS_PER_CORE,
): Promise<Recogniser> {
  const { maxStreams: speakers } = info;
  const engine = await startEngineRecogniser({
    spec,
    info: { ...info, maxStreams: speakers * streamsPerSpeaker },
    stepMs,
    // No more processes than the speakers need, even if more cores are idle.
    processes: Math.min(availableParallelism(), Math.ceil(speakers / perCore)),
    log,
    printed,
  }).catch((error: Error) => {
    throw new Error(unusable(name, error.message));
  });
  return withInfo(withCounts(engine), info);
}

/** The counts as `Recogniser` has them: refusals are one number. */
function withCounts(engine: EngineRecogniser): Recogniser {
  const counts = () => {
    const { refused, failed, restarts, recycles, moved, stretchedSteps, emptyTexts } = engine.counters;
    const refusals = refused.unsupported + refused.full + refused.broken;
    return { refused: refusals, failed, restarts, recycles, moved, stretchedSteps, emptyTexts };
  };
  const { info } = engine;
  return { info, counts, open: (request, listener) => engine.open(request, listener), close: () => engine.close() };
}

async function voiceDetectorFor(name: string, settings: AsrSettings): Promise<string> {
  const place = toModelPlace(settings);
  if (!place.ok) throw new Error(unusable(name, place.reason));
  const found = await voiceDetectorIn(place.folder);
  if (found.ok) return found.path;
  throw new Error(unusable(name, `${found.reason}; ${howToMend(settings)}`));
}

const speakersOf = ({ maxStreams }: AsrSettings, perCore = SPEAKERS_PER_CORE) => maxStreams ?? perCore * usableCores();
const usableCores = () => Math.min(MAX_CORES, availableParallelism());
const unusable = (name: string, why: string) => `${name} cannot be used: ${why}`;
