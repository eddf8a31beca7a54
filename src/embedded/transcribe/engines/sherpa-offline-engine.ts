/** Any model of sherpa-onnx that reads a clip in one go, as the folder's `rostrum-asr.json` describes it. */
import { createClipEngine } from '../hearing/clip-engine.ts';
import type { SherpaOfflineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { checkModelFile } from './model-file-check.ts';
import { loadSherpaOnnx } from './sherpa-onnx.ts';
import { createVoiceDetector } from './voice-detector.ts';
import { writtenText } from './written-text.ts';

const RATE_HZ = 16_000;
/** Shorter clips are filled up with silence: some models fail on them. */
const MIN_CLIP_SAMPLES = 0.5 * RATE_HZ;

/**
 * What sherpa-onnx cannot load ends the process: its last line on stderr says why.
 * @throws Error, one line, when the engine or the voice detector is missing
 */
export async function openSherpaOffline(spec: SherpaOfflineSpec): Promise<LoadedEngine> {
  const { modelConfig, maxClipMs, voiceDetector } = spec;
  checkModelFile(voiceDetector);
  const sherpa = loadSherpaOnnx();
  const recognizer = new sherpa.OfflineRecognizer({
    featConfig: { sampleRate: RATE_HZ, featureDim: 80 },
    modelConfig: { numThreads: 1, provider: 'cpu', ...modelConfig },
  });
  const decode = (clip: Float32Array) => {
    let samples = clip;
    if (clip.length < MIN_CLIP_SAMPLES) {
      samples = new Float32Array(MIN_CLIP_SAMPLES);
      samples.set(clip);
    }
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples, sampleRate: RATE_HZ });
    recognizer.decode(stream);
    return writtenText(recognizer.getResult(stream).text);
  };
  return createClipEngine({ maxClipMs, decode }, () => createVoiceDetector(sherpa, voiceDetector));
}
