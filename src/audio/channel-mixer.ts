/**
 * Mixes the channels of a recording or a microphone down to one. Usually the result is their mean. If they cancel each
 * other out (one is wired with the wrong polarity), it is the louder channel. Channels without sound do not count. The
 * weights change seldom and gradually. Never looks ahead, so a recording can be passed piece by piece.
 */

/** Mean square below which a channel has no sound: -60 dBFS. */
const SILENT_ENERGY = 1e-6;
/** How long a channel counts after its last sound. */
const SILENT_AFTER_MS = 10_000;
/** Time constant of the average energies. */
const AVERAGE_MS = 500;
/**
 * Thresholds for the energy of the sum divided by the sum of the energies: 0 in opposite phase, 1 for two different sounds,
 * 2 for the same sound twice. They differ (hysteresis), so that the decision does not change back and forth.
 */
const CANCELS_BELOW = 0.4;
const AGREES_ABOVE = 0.7;
/** The channels must cancel for this long before mixing stops, as a single wave may do so by chance. */
const CANCELS_AFTER_MS = 40;
/** Another channel is used when it is louder by 6 dB: the ratio of energies. */
const LOUDER_BY = 4;
/** Length of the ramp from old to new weights. */
const RAMP_MS = 10;

export class ChannelMixer {
  readonly #samplesPerMs: number;
  #energies: number[] = [];
  /** Energy of the sum of all channels. */
  #sumEnergy = 0;
  /** Time since each channel had sound, counted while any of them has. */
  #silentMs: number[] = [];
  #cancelMs = 0;
  /** The only channel that is used while they cancel. */
  #alone: number | undefined;
  /** The last weight of each channel; undefined before the first sound. */
  #weights: number[] | undefined;

  constructor(sampleRateHz: number) {
    this.#samplesPerMs = sampleRateHz / 1000;
  }

  /** The channels cancel each other out, so only one of them is used. */
  get isCancelling(): boolean {
    return this.#alone !== undefined;
  }

  /** @returns as many samples as each channel has. Best called with 2 to 100 ms of any number of channels. */
  push(channels: readonly Float32Array[]): Float32Array {
    const [first] = channels;
    if (first === undefined) return new Float32Array(0);
    if (channels.length === 1) return first.slice();
    if (channels.length !== this.#energies.length) this.#begin(channels.length);
    this.#listen(channels, first.length);
    return this.#mix(channels, first.length);
  }

  #begin(channelCount: number): void {
    this.#energies = new Array<number>(channelCount).fill(0);
    this.#silentMs = new Array<number>(channelCount).fill(Number.POSITIVE_INFINITY);
    this.#sumEnergy = 0;
    this.#cancelMs = 0;
    this.#alone = undefined;
    this.#weights = undefined;
  }

  /** Updates the averages, but only from sound: a pause says nothing about the phase of the channels. */
  #listen(channels: readonly Float32Array[], length: number): void {
    const energies = channels.map((channel) => meanSquare(channel));
    if (length === 0 || !energies.some((energy) => energy > SILENT_ENERGY)) return;
    const ms = length / this.#samplesPerMs;
    const share = 1 - Math.exp(-ms / AVERAGE_MS);
    const average = (old: number, now: number) => old + share * (now - old);
    this.#energies = this.#energies.map((old, i) => average(old, energies[i] as number));
    this.#silentMs = this.#silentMs.map((old, i) => ((energies[i] as number) > SILENT_ENERGY ? 0 : old + ms));
    this.#sumEnergy = average(this.#sumEnergy, meanSquare(sumOf(channels, length)));
    this.#decide(ms);
  }

  #decide(ms: number): void {
    const agreement = this.#sumEnergy / this.#energies.reduce((sum, energy) => sum + energy, 0);
    this.#cancelMs = agreement < CANCELS_BELOW ? this.#cancelMs + ms : 0;
    const loudest = this.#energies.indexOf(Math.max(...this.#energies));
    if (this.#alone === undefined) {
      if (this.#cancelMs >= CANCELS_AFTER_MS) this.#alone = loudest;
    } else if (agreement > AGREES_ABOVE) {
      this.#alone = undefined;
    } else if ((this.#energies[loudest] as number) > LOUDER_BY * (this.#energies[this.#alone] as number)) {
      this.#alone = loudest;
    }
  }

  #mix(channels: readonly Float32Array[], length: number): Float32Array {
    const weights = this.#targetWeights(channels.length);
    const before = this.#weights ?? weights;
    const ramp = Math.min(length, Math.ceil(RAMP_MS * this.#samplesPerMs));
    const mixed = new Float32Array(length);
    for (const [k, channel] of channels.entries()) {
      const [from, to] = [before[k] as number, weights[k] as number];
      for (let i = 0; i < length; i++) {
        const weight = i < ramp ? from + ((to - from) * (i + 1)) / ramp : to;
        mixed[i] = (mixed[i] as number) + weight * (channel[i] as number);
      }
    }
    const hasHeard = this.#silentMs.some((ms) => ms !== Number.POSITIVE_INFINITY);
    if (length > 0 && hasHeard) this.#weights = weights;
    return mixed;
  }

  #targetWeights(channelCount: number): number[] {
    if (this.#alone !== undefined) return this.#silentMs.map((_, i) => (i === this.#alone ? 1 : 0));
    const sounding = this.#silentMs.map((ms) => ms < SILENT_AFTER_MS);
    const count = sounding.filter(Boolean).length;
    return sounding.map((has) => (count === 0 ? 1 / channelCount : has ? 1 / count : 0));
  }
}

function sumOf(channels: readonly Float32Array[], length: number): Float32Array {
  const sum = new Float32Array(length);
  for (const channel of channels) for (let i = 0; i < length; i++) sum[i] = (sum[i] as number) + (channel[i] as number);
  return sum;
}

function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] as number) ** 2;
  return samples.length === 0 ? 0 : sum / samples.length;
}
