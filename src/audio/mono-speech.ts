/** Brings sound into the format of the house: mono, 16 kHz, 16 bits. Never reads files. */
import { ChannelMixer } from './channel-mixer.ts';
import { SAMPLE_RATE_HZ } from './pcm.ts';
import type { Sound } from './sound.ts';
import { StreamResampler } from './stream-resampler.ts';

const FULL_SCALE = 32_768;
/** What is converted at a time: the mixer decides for so much at once. */
const STEPS_PER_SECOND = 10;

/** Channels of any rate, that come piece by piece, as samples of speech. */
export class SpeechConverter {
  readonly #mixer: ChannelMixer;
  readonly #resampler: StreamResampler;

  /** @throws RangeError for a sampling rate that cannot be converted. */
  constructor(sampleRateHz: number) {
    this.#mixer = new ChannelMixer(sampleRateHz);
    this.#resampler = new StreamResampler(sampleRateHz, SAMPLE_RATE_HZ);
  }

  /** The channels cancel each other out: one of them is taken alone. */
  get isCancelling(): boolean {
    return this.#mixer.isCancelling;
  }

  /** The samples that are complete now. */
  push(channels: readonly Float32Array[]): Int16Array<ArrayBuffer> {
    return toSamples(this.#resampler.push(this.#mixer.push(channels)));
  }

  /** The rest, at the end. */
  flush(): Int16Array<ArrayBuffer> {
    return toSamples(this.#resampler.flush());
  }
}

/**
 * Sound of any rate and number of channels as samples of speech, about 100 ms at a time; all of them together last as
 * long as the sound, to the nearest sample.
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

/** All of it at once. @throws RangeError for a sampling rate that cannot be converted. */
export function monoSpeechOf(sound: Sound): Int16Array<ArrayBuffer> {
  const speech = new Int16Array(Math.round((sound.length * SAMPLE_RATE_HZ) / sound.sampleRateHz));
  let at = 0;
  for (const part of monoSpeech(sound)) {
    speech.set(part, at);
    at += part.length;
  }
  return speech;
}

/** Full scale -1..1 to 16 bits, rounded; what is louder is held at full scale. */
export function toSamples(sound: Float32Array): Int16Array<ArrayBuffer> {
  // A loop: Int16Array.from() walks an iterator, ten times slower.
  const samples = new Int16Array(sound.length);
  for (let i = 0; i < sound.length; i++) {
    samples[i] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round((sound[i] as number) * FULL_SCALE)));
  }
  return samples;
}
