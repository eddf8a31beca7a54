/** One clip after the other through an offline recogniser of sherpa-onnx, whatever its model. */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { SherpaOfflineRecognizer, SherpaOnnx } from './sherpa-onnx.ts';
import { filledUp } from './short-clip.ts';

/** Moonshine and others fail on the shortest clips, and guess at the next. */
const MIN_CLIP_SAMPLES = 0.5 * SAMPLE_RATE_HZ;

/**
 * Loads the model. One that sherpa-onnx cannot load ends the process: its last line on stderr says why.
 * @returns gives the text of a clip, 16 kHz mono, -1 to 1.
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
