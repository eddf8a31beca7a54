/** Converts sound to Rostrum's audio format: mono, 16 kHz, 16 bits. Never reads files. */
import { ChannelMixer } from './channel-mixer.ts';
import { SAMPLE_RATE_HZ } from './pcm.ts';
import type { Sound } from './sound.ts';
import { StreamResampler } from './stream-resampler.ts';

const FULL_SCALE = 32_768;
/** Sound is converted in steps of 1/10 s: the mixer decides once for each step. */
const STEPS_PER_SECOND = 10;

/** Converts channels of any rate, piece by piece. */
export class SpeechConverter {
  readonly #mixer: ChannelMixer;
  readonly #resampler: StreamResampler;

  /** @throws RangeError for a sampling rate that cannot be converted. */
  constructor(sampleRateHz: number) {
    this.#mixer = new ChannelMixer(sampleRateHz);
    this.#resampler = new StreamResampler(sampleRateHz, SAMPLE_RATE_HZ);
  }

  /** The channels cancel each other out, so only one of them is used. */
  get isCancelling(): boolean {
    return this.#mixer.isCancelling;
  }

  /** @returns the samples that are complete now. */
  push(channels: readonly Float32Array[]): Int16Array<ArrayBuffer> {
    return toSamples(this.#resampler.push(this.#mixer.push(channels)));
  }

  /** Ends the conversion. @returns the last samples. */
  flush(): Int16Array<ArrayBuffer> {
    return toSamples(this.#resampler.flush());
  }
}

/**
 * Converts sound of any rate and number of channels, about 100 ms at a time. The result is as long as the sound, to the
 * nearest sample.
 * @throws RangeError for a sampling rate that cannot be converted.
 */
export function* monoSpeech(sound: Sound): Generator<Int16Array<ArrayBuffer>, void, undefined> {
  const converter = new SpeechConverter(sound.sampleRateHz);
  const step = Math.ceil(sound.sampleRateHz / STEPS_PER_SECOND);
  for (let at = 0; at < sound.length; at += step) {
    yield converter.push(sound.read(at, Math.min(sound.length, at + step)));
  }
  yield converter.flush();
}

/** Converts the whole sound at once. @throws RangeError for a sampling rate that cannot be converted. */
export function toMonoSpeech(sound: Sound): Int16Array<ArrayBuffer> {
  const speech = new Int16Array(Math.round((sound.length * SAMPLE_RATE_HZ) / sound.sampleRateHz));
  let at = 0;
  for (const part of monoSpeech(sound)) {
    speech.set(part, at);
    at += part.length;
  }
  return speech;
}

/** Converts full scale -1..1 to 16 bits, rounded; louder values are clipped. */
export function toSamples(sound: Float32Array): Int16Array<ArrayBuffer> {
  // A loop: Int16Array.from() walks an iterator, ten times slower.
  const samples = new Int16Array(sound.length);
  for (let i = 0; i < sound.length; i++) {
    samples[i] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round((sound[i] as number) * FULL_SCALE)));
  }
  return samples;
}
