/**
 * What volume, rate and energy are: the plainest computation of each, in double precision, that shares nothing with the
 * product. Forty times as slow. The product's measurements are compared with it.
 */
import type { EmotionDynamics } from '../../../src/audio/emotion/emotion-dynamics.ts';

/** 10 ms of sound. */
export interface DefinedBlock {
  /** dBFS, -100 or more. */
  readonly levelDb: number;
  /** Hz, 0 for none. */
  readonly pitchHz: number;
}

const BLOCK = 160;
const SLOW_HZ = 4_000;
/** 40 ms at 4 kHz. */
const PITCH_WINDOW = 160;
const SLOW_BLOCK = 40;

/** @param samples 16 kHz. @returns a block for each whole 10 ms. */
export function blocksOf(samples: Int16Array): DefinedBlock[] {
  const sound = withoutOffset(samples);
  const slow = decimated(sound);
  const blocks: DefinedBlock[] = [];
  let pitchHz = 0;
  for (let n = 0; (n + 1) * BLOCK <= sound.length; n++) {
    const end = (n + 1) * SLOW_BLOCK;
    // Every second block has the pitch of the one before.
    if (n % 2 === 0)
      pitchHz = pitchOf(Array.from({ length: PITCH_WINDOW }, (_, i) => slow[end - PITCH_WINDOW + i] ?? 0));
    const energy = total(sound.slice(n * BLOCK, (n + 1) * BLOCK).map((value) => value * value));
    blocks.push({ levelDb: Math.max(-100, 10 * Math.log10(energy / BLOCK)), pitchHz });
  }
  return blocks;
}

/** @returns undefined when the blocks have less than a second of speech, or less than half a second of it has a pitch. */
export function emotionOf(blocks: readonly DefinedBlock[]): EmotionDynamics | undefined {
  const levels = blocks.map(({ levelDb }) => levelDb);
  const gateDb = Math.max(-55, quantile(levels, 0.1) + 8, quantile(levels, 0.95) - 30);
  const isActive = levels.map((level) => level >= gateDb);
  const isVoiced = blocks.map(({ pitchHz }, i) => isActive[i] === true && pitchHz > 0);
  if (isActive.filter(Boolean).length < 100 || isVoiced.filter(Boolean).length < 50) return undefined;
  return {
    volume: volumeOf(levels.filter((_, i) => isActive[i])),
    rate: rateOf(levels, isActive, isVoiced),
    energy: energyOf(blocks.filter((_, i) => isVoiced[i])),
  };
}

/** A high-pass filter of the first order, -3 dB at 50 Hz, on full scale 1. */
function withoutOffset(samples: Int16Array): number[] {
  const out: number[] = [];
  for (let n = 0; n < samples.length; n++) {
    out.push(((samples[n] ?? 0) - (samples[n - 1] ?? 0)) / 32_768 + 0.98 * (out[n - 1] ?? 0));
  }
  return out;
}

/** @returns the means of four samples each. */
function decimated(sound: readonly number[]): number[] {
  return Array.from({ length: sound.length >> 2 }, (_, n) => total(sound.slice(4 * n, 4 * n + 4)) / 4);
}

/** @returns Hz: of the first peak of the normalised autocorrelation with nine tenths of its maximum; 0 if that is below 0.6. */
function pitchOf(slow: readonly number[]): number {
  const correlation = (lag: number) => {
    let [product, first, later] = [0, 0, 0];
    for (let i = 0; i + lag < slow.length; i++) {
      const [here, there] = [slow[i] ?? 0, slow[i + lag] ?? 0];
      product += here * there;
      first += here * here;
      later += there * there;
    }
    return first * later > 0 ? product / Math.sqrt(first * later) : 0;
  };
  const shortest = Math.floor(SLOW_HZ / 400);
  const longest = Math.ceil(SLOW_HZ / 60);
  const likeness = Array.from({ length: longest + 2 }, (_, lag) => (lag < shortest - 1 ? 0 : correlation(lag)));
  const at = (lag: number) => likeness[lag] ?? 0;
  const best = Math.max(...likeness.slice(shortest, longest + 1));
  if (best < 0.6) return 0;
  for (let lag = shortest; lag <= longest; lag++) {
    if (at(lag) < 0.9 * best || at(lag) < at(lag - 1) || at(lag) < at(lag + 1)) continue;
    const bend = at(lag - 1) - 2 * at(lag) + at(lag + 1);
    return SLOW_HZ / (lag + (bend === 0 ? 0 : (at(lag - 1) - at(lag + 1)) / (2 * bend)));
  }
  return 0;
}

/** -50 dBFS is 0, -30 a quarter, and from there on 40 dB are 1; of the mean power of the speech. */
function volumeOf(levels: readonly number[]): number {
  const db = 10 * Math.log10(total(levels.map((level) => 10 ** (level / 10))) / levels.length);
  return Math.max(0, Math.min(1, db < -30 ? 0.25 + (db + 30) / 80 : 0.25 + (db + 30) / 40));
}

/** Syllables: peaks of the smoothed level, 1.5 dB over the valleys, with voice at or beside their top. */
function rateOf(levels: readonly number[], isActive: readonly boolean[], isVoiced: readonly boolean[]): number {
  const ground = quantile(levels, 0.95) - 30;
  const at = (i: number) => Math.max(ground, levels[Math.max(0, Math.min(levels.length - 1, i))] ?? ground);
  const weights = [0.037, 0.125, 0.213, 0.25, 0.213, 0.125, 0.037];
  const envelope = levels.map((_, i) => total(weights.map((weight, k) => weight * at(i + k - 3))));
  let peaks = 0;
  let isRising = true;
  let turn = 0;
  for (const [i, level] of envelope.entries()) {
    const reached = envelope[turn] ?? 0;
    if (isRising ? level > reached : level < reached) {
      turn = i;
    } else if (Math.abs(level - reached) > 1.5) {
      if (isRising && [turn - 1, turn, turn + 1].some((near) => isVoiced[near])) peaks += 1;
      isRising = !isRising;
      turn = i;
    }
  }
  const spoken = isActive.flatMap((active, i) => (active ? [i] : []));
  // Breaks of up to 200 ms are part of the speech.
  const blocks = total(spoken.map((i, n) => (n > 0 && i - (spoken[n - 1] ?? 0) <= 21 ? i - (spoken[n - 1] ?? 0) : 1)));
  const syllablesPerSecond = 0.57 * (peaks / (blocks / 100)) ** 1.5;
  return Math.max(0.5, Math.min(2, ((syllablesPerSecond / 1.5) * 60) / 145));
}

/** How much pitch and level vary: 0.6 and 0.4 of the whole. */
function energyOf(voiced: readonly DefinedBlock[]): number {
  const semitones = voiced.map(({ pitchHz }) => 12 * Math.log2(pitchHz));
  const median = quantile(semitones, 0.5);
  const pitchSpread = spread(semitones.filter((pitch) => Math.abs(pitch - median) < 10));
  const levelSpread = spread(voiced.map(({ levelDb }) => levelDb));
  return 0.6 * (1 - Math.exp(-pitchSpread / 5)) + 0.4 * (1 - Math.exp(-levelSpread / 20));
}

function spread(values: readonly number[]): number {
  return quantile(values, 0.9) - quantile(values, 0.1);
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.round(share * (values.length - 1))] ?? Number.NaN;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
