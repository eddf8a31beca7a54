/** Any model of sherpa-onnx that decodes whole clips, as the folder's `rostrum-asr.json` describes it. */
import { createClipEngine } from '../hearing/clip-engine.ts';
import type { SherpaOfflineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { checkModelFile } from './model-file-check.ts';
import { openSherpaClips } from './sherpa-clips.ts';
import { loadSherpaOnnx } from './sherpa-onnx.ts';
import { createVoiceDetector } from './voice-detector.ts';
import { writtenText } from './written-text.ts';

/**
 * If sherpa-onnx cannot load the model, the process ends and its last line on stderr says why.
 * @throws Error, one line, when the engine or the voice detector is missing
 */
export async function openSherpaOffline(spec: SherpaOfflineSpec): Promise<LoadedEngine> {
  const { modelConfig, maxClipMs, voiceDetector } = spec;
  checkModelFile(voiceDetector);
  const sherpa = loadSherpaOnnx();
  const textOf = openSherpaClips(sherpa, modelConfig);
  const decode = (clip: Float32Array) => writtenText(textOf(clip));
  return createClipEngine({ maxClipMs, decode }, () => createVoiceDetector(sherpa, voiceDetector));
}
