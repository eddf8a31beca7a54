/** Moonshine by sherpa-onnx: decodes a whole clip of English at once. */
import { statSync } from 'node:fs';
import { createClipEngine } from '../hearing/clip-engine.ts';
import type { MoonshineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { checkModelFile } from './model-file-check.ts';
import { openSherpaClips } from './sherpa-clips.ts';
import { loadSherpaOnnx } from './sherpa-onnx.ts';
import { checkTokens } from './tokens-file.ts';
import { createVoiceDetector } from './voice-detector.ts';

/** For clips over about 9.2 s the engine prints an error and gives empty text. */
const MAX_CLIP_MS = 9_000;

/**
 * Loads the model, which takes 0.5 s and 200 MB.
 * @throws Error, one line, when a file or the engine is missing
 */
export async function openMoonshine(spec: MoonshineSpec): Promise<LoadedEngine> {
  const { encoder, mergedDecoder, tokens, voiceDetector } = spec;
  for (const file of [encoder, mergedDecoder, tokens, voiceDetector]) checkModelFile(file);
  const problem = checkTokens(tokens, statSync(tokens).size);
  if (problem !== undefined) throw new Error(problem);
  const sherpa = loadSherpaOnnx();
  const decode = openSherpaClips(sherpa, { moonshine: { encoder, mergedDecoder }, tokens });
  return createClipEngine({ maxClipMs: MAX_CLIP_MS, decode }, () => createVoiceDetector(sherpa, voiceDetector));
}
