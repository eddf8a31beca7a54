/** Moonshine through sherpa-onnx: reads a clip of English in one go. */
import { statSync } from 'node:fs';
import { createClipEngine } from '../hearing/clip-engine.ts';
import type { MoonshineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { checkModelFile } from './model-file-check.ts';
import { loadSherpaOnnx, type SherpaOfflineRecognizer } from './sherpa-onnx.ts';
import { problemOfTokens } from './tokens-file.ts';
import { createVoiceDetector } from './voice-detector.ts';

const RATE_HZ = 16_000;
/** Over about 9.2 s the engine prints an error and gives empty text. */
const MAX_CLIP_MS = 9_000;
/** A shorter clip is filled up with silence: the engine fails on the shortest, and guesses at the next. */
const MIN_CLIP_SAMPLES = 0.5 * RATE_HZ;

/**
 * Loads the model, 0.5 s and 200 MB.
 * @throws Error, one line, when a file or the engine is missing
 */
export async function openMoonshine(spec: MoonshineSpec): Promise<LoadedEngine> {
  const { encoder, mergedDecoder, tokens, voiceDetector } = spec;
  for (const file of [encoder, mergedDecoder, tokens, voiceDetector]) checkModelFile(file);
  const problem = problemOfTokens(tokens, statSync(tokens).size);
  if (problem !== undefined) throw new Error(problem);
  const sherpa = loadSherpaOnnx();
  const recognizer = new sherpa.OfflineRecognizer({
    featConfig: { sampleRate: RATE_HZ, featureDim: 80 },
    modelConfig: { moonshine: { encoder, mergedDecoder }, tokens, numThreads: 1, provider: 'cpu' },
  });
  const decode = (clip: Float32Array) => decodeClip(recognizer, clip);
  return createClipEngine({ maxClipMs: MAX_CLIP_MS, decode }, () => createVoiceDetector(sherpa, voiceDetector));
}

function decodeClip(recognizer: SherpaOfflineRecognizer, clip: Float32Array): string {
  let samples = clip;
  if (clip.length < MIN_CLIP_SAMPLES) {
    samples = new Float32Array(MIN_CLIP_SAMPLES);
    samples.set(clip);
  }
  const stream = recognizer.createStream();
  stream.acceptWaveform({ samples, sampleRate: RATE_HZ });
  recognizer.decode(stream);
  return recognizer.getResult(stream).text;
}
