/** Rostrum's audio format: 16-bit little-endian PCM, mono, 16 kHz. Converts units, never samples. */

export const SAMPLE_RATE_HZ = 16_000;
export const BYTES_PER_SAMPLE = 2;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
export const BYTES_PER_MS = SAMPLES_PER_MS * BYTES_PER_SAMPLE;

/** To the nearest whole sample. */
export function msToSamples(ms: number): number {
  return Math.round(ms * SAMPLES_PER_MS);
}

/** Exact, as a sample is 1/16 ms. */
export function samplesToMs(samples: number): number {
  return samples / SAMPLES_PER_MS;
}

/** To the nearest whole sample, so the result is always even. */
export function msToBytes(ms: number): number {
  return msToSamples(ms) * BYTES_PER_SAMPLE;
}

export function bytesToMs(bytes: number): number {
  return bytes / BYTES_PER_MS;
}

export function bytesToSamples(bytes: number): number {
  return bytes / BYTES_PER_SAMPLE;
}

export function samplesToBytes(samples: number): number {
  return samples * BYTES_PER_SAMPLE;
}

/**
 * @returns the samples of PCM bytes: a view if memory alignment allows it, otherwise a copy; so it must not be written
 * to. A last odd byte is left out. (Every processor that the server runs on is little-endian, as the wire is.)
 */
export function toSamples(pcm: Uint8Array): Int16Array {
  const aligned = pcm.byteOffset % BYTES_PER_SAMPLE === 0 ? pcm : pcm.slice();
  return new Int16Array(aligned.buffer, aligned.byteOffset, Math.floor(pcm.byteLength / BYTES_PER_SAMPLE));
}

/** @returns the bytes of samples: a view of the same memory. */
export function toPcm(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
