/** Brings a recording into the format of the house: mono, 16 kHz, 16 bits. Never reads files. */

import { SAMPLE_RATE_HZ } from './pcm.ts';
import { resample } from './resample.ts';
import type { WavAudio } from './wav.ts';

const FULL_SCALE = 32_768;

/**
 * A recording of any rate and number of channels as samples of speech.
 * @throws RangeError for a sampling rate that cannot be converted.
 */
export function monoSpeechOf({ sampleRateHz, channels }: WavAudio): Int16Array {
  return toSamples(resample(mixdown(channels), sampleRateHz, SAMPLE_RATE_HZ));
}

/** The mean of the channels; no channels are no samples. */
export function mixdown(channels: readonly Float32Array[]): Float32Array {
  const mixed = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels) {
    for (const [i, sample] of channel.entries()) mixed[i] = (mixed[i] as number) + sample / channels.length;
  }
  return mixed;
}

/** Full scale -1..1 to 16 bits, rounded; what is louder is held at full scale. */
export function toSamples(sound: Float32Array): Int16Array {
  return Int16Array.from(sound, (value) =>
    Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(value * FULL_SCALE))),
  );
}
