/** Whisper by whisper.cpp: decodes whole clips in a given language. */
import { readFileSync } from 'node:fs';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { createClipEngine } from '../hearing/clip-engine.ts';
import type { WhisperSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { checkModelFile } from './model-file-check.ts';
import { loadSherpaOnnx } from './sherpa-onnx.ts';
import { filledUp } from './short-clip.ts';
import { createVoiceDetector } from './voice-detector.ts';
import { loadWhisper, type WhisperContext, type WhisperLibrary } from './whisper-library.ts';
import { whisperModelIn } from './whisper-model.ts';
import { spokenText } from './whisper-text.ts';

/** Whisper takes 30 s. But every partial decodes the whole clip again, which over about 12 s is too much for one core. */
const MAX_CLIP_MS = 12_000;
/** Shorter steps are not worth their cost. */
const LEAST_STEP_MS = 1_000;
/** Shorter clips are filled with silence: under 1 s Whisper gives no text at all. */
const MIN_CLIP_SAMPLES = 1.1 * SAMPLE_RATE_HZ;
/**
 * The encoder's window in places: samples in a place, the most places, spare places after the clip, and the fewest places.
 * With fewer than these 7.7 s Whisper repeats short clips ("Ten of clubs ten of clubs").
 */
const SAMPLES_A_PLACE = 320;
const MOST_PLACES = 1_500;
const SPARE_PLACES = 64;
const LEAST_PLACES = 384;
/**
 * More tokens in a second than people speak. Without a limit, a loop of the model goes on to the end of the window, and
 * whisper.cpp then decodes five more times: 30 s of work for 2 s of audio. Languages in other scripts need more tokens.
 */
const TOKENS_A_SECOND = 8;
const TOKENS_A_SECOND_ELSEWHERE = 16;
const LATIN = ['en', 'es', 'fr', 'de', 'it', 'pt'];
const SPARE_TOKENS = 8;

/**
 * Loads the model. Takes as much memory as its file has bytes, and twice that for a moment.
 * @throws Error, one line, when a file or an engine is missing, or the file is not a complete Whisper model
 */
export async function openWhisper(spec: WhisperSpec): Promise<LoadedEngine> {
  const { modelFile, voiceDetector } = spec;
  checkModelFile(voiceDetector);
  const model = whisperModelIn(modelFile);
  if (!model.ok) throw new Error(model.reason);
  const library = loadWhisper();
  const sherpa = loadSherpaOnnx();
  const context = new library.Whisper(readFileSync(modelFile), { useGpu: false });
  const decode = (clip: Float32Array, language: string) => decodeClip(library, context, clip, language);
  const engine = createClipEngine({ maxClipMs: MAX_CLIP_MS, decode }, () => createVoiceDetector(sherpa, voiceDetector));
  return {
    get emptyUtterances() {
      return engine.emptyUtterances ?? 0;
    },
    createHearing: (request) =>
      engine.createHearing({ ...request, stepMs: () => Math.max(LEAST_STEP_MS, request.stepMs()) }),
  };
}

function decodeClip(library: WhisperLibrary, context: WhisperContext, clip: Float32Array, language: string): string {
  const samples = filledUp(clip, MIN_CLIP_SAMPLES);
  const params = new library.WhisperFullParams(0);
  params.language = language;
  params.nThreads = 1;
  params.noContext = true;
  params.noTimestamps = true;
  params.singleSegment = true;
  params.suppressBlank = true;
  params.suppressNonSpeechTokens = true;
  // Without a limit each decode costs a whole window of 30 s.
  const places = Math.ceil(samples.length / SAMPLES_A_PLACE) + SPARE_PLACES;
  params.audioCtx = Math.min(MOST_PLACES, Math.max(LEAST_PLACES, places));
  params.maxTokens = mostTokens(clip.length / SAMPLE_RATE_HZ, language);
  params.printProgress = false;
  params.printRealtime = false;
  params.printTimestamps = false;
  params.printSpecial = false;
  return spokenText(context.full(params, samples));
}

function mostTokens(seconds: number, language: string): number {
  const rate = LATIN.includes(language) ? TOKENS_A_SECOND : TOKENS_A_SECOND_ELSEWHERE;
  return Math.ceil(seconds * rate) + SPARE_TOKENS;
}
