/** Decodes clips one after the other with an offline recogniser of sherpa-onnx, with any model. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { SherpaOfflineRecognizer, SherpaOnnx } from './sherpa-onnx.ts';
import { filledUp } from './short-clip.ts';

/** Moonshine and others fail on very short clips, and give wrong words for short ones. */
const MIN_CLIP_SAMPLES = 0.5 * SAMPLE_RATE_HZ;

/**
 * Loads the model. If sherpa-onnx cannot load it, the process ends and its last line on stderr says why.
 * @returns a function from a clip (16 kHz mono, -1 to 1) to its text.
 */
export function openSherpaClips(
  sherpa: SherpaOnnx,
  modelConfig: Readonly<Record<string, unknown>>,
): (clip: Float32Array) => string {
  const recognizer: SherpaOfflineRecognizer = new sherpa.OfflineRecognizer({
    featConfig: { sampleRate: SAMPLE_RATE_HZ, featureDim: 80 },
    modelConfig: { numThreads: 1, provider: 'cpu', ...modelConfig },
  });
  return (clip) => {
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples: filledUp(clip, MIN_CLIP_SAMPLES), sampleRate: SAMPLE_RATE_HZ });
    recognizer.decode(stream);
    return recognizer.getResult(stream).text;
  };
}
