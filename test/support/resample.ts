/** Changes the sampling rate of one channel with a windowed sinc. Whole recordings only; keeps nothing between calls. */
import { checkRate, createKernel, weighted } from '../../src/audio/sinc-kernel.ts';

/**
 * The same sound at another rate; what the lower of the two rates cannot hold is taken away (over 60 dB down). The
 * result is as long as the sound was, to the nearest sample, and in step with it.
 * @throws RangeError for a rate that is no whole number of Hz from 4,000 to 384,000.
 */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  checkRate(fromHz);
  checkRate(toHz);
  if (fromHz === toHz) return samples.slice();
  const kernel = createKernel(fromHz, toHz);
  const { inSteps, outSteps, reach } = kernel;
  return new Float32Array(Math.round((samples.length * toHz) / fromHz)).map((_, n) => {
    const weights = kernel.phase((n * inSteps) % outSteps);
    return weighted(samples, weights, Math.floor((n * inSteps) / outSteps) - reach + 1);
  });
}
