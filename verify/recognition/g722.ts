/**
 * Decodes G.722, the wideband codec of telephony (64 kbit/s): two sub-bands of adaptive differential PCM, joined by a
 * quadrature mirror filter. Follows ITU-T Recommendation G.722 (09/2012), clauses 3 and 4, and uses its block names. Bit-exact:
 * every step is the Recommendation's integer arithmetic.
 */

/** State of one sub-band. In each list the newest value is first. */
interface SubBand {
  /** The quantiser's scale and its logarithm. */
  scale: number;
  logScale: number;
  /** Two decoded samples, three samples with the prediction of the zeros only, six differences. */
  signal: number[];
  partial: number[];
  differences: number[];
  /** The predictor's coefficients. */
  poles: [number, number];
  zeros: number[];
  /** Prediction of the next sample by the zeros, and by zeros and poles. */
  zeroEstimate: number;
  estimate: number;
}

/** Coefficients of one half of the mirror filter. The other half has them in reverse order. */
const MIRROR = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
/** Sizes of the lower band's differences by code word, largest first. */
const SIZES = [
  24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464,
  4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136,
];
const LOW_SIX_BITS = [
  ...[-136, -136, -136, -136],
  ...SIZES.slice(0, 28).map((size) => -size),
  ...SIZES,
  ...[-432, -136],
];
/** The lower band's differences by the four upper bits of the code word. Adaptation uses only these bits. */
const LOW_FOUR_BITS = [
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
];
const HIGH_TWO_BITS = [-7408, -1616, 7408, 1616];
/** Change of the scale's logarithm, by the same bits. */
const LOW_MOVES = [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];
const HIGH_MOVES = [798, -214, 798, -214];
/** 2 to the power of i/32, times 2,048. */
const POWERS = Array.from({ length: 32 }, (_, i) => Math.round(2_048 * 2 ** (i / 32)));
const LOW = { mostLog: 18_432, shift: 8 };
const HIGH = { mostLog: 22_528, shift: 10 };

/** @param code one byte for each two samples. @returns samples of 16 kHz. */
export function decodeG722(code: Uint8Array): Int16Array {
  const samples = new Int16Array(code.length * 2);
  const low = subBand(32);
  const high = subBand(8);
  const history = new Array<number>(24).fill(0);
  for (const [i, byte] of code.entries()) {
    const lower = decodeLow(low, byte & 0x3f);
    const upper = decodeHigh(high, byte >> 6);
    history.splice(0, 2);
    history.push(lower + upper, lower - upper);
    let first = 0;
    let second = 0;
    for (let tap = 0; tap < 12; tap++) {
      first += at(history, tap * 2 + 1) * at(MIRROR, 11 - tap);
      second += at(history, tap * 2) * at(MIRROR, tap);
    }
    samples[i * 2] = clamp16(first >> 11);
    samples[i * 2 + 1] = clamp16(second >> 11);
  }
  return samples;
}

function subBand(scale: number): SubBand {
  return {
    scale,
    logScale: 0,
    signal: [0, 0],
    partial: [0, 0, 0],
    differences: [0, 0, 0, 0, 0, 0],
    poles: [0, 0],
    zeros: [0, 0, 0, 0, 0, 0],
    zeroEstimate: 0,
    estimate: 0,
  };
}

function decodeLow(band: SubBand, word: number): number {
  const decoded = clamp(band.estimate + ((band.scale * at(LOW_SIX_BITS, word)) >> 15), -16_384, 16_383);
  const difference = (band.scale * at(LOW_FOUR_BITS, word >> 2)) >> 15;
  adaptScale(band, at(LOW_MOVES, word >> 2), LOW);
  predict(band, difference);
  return decoded;
}

function decodeHigh(band: SubBand, word: number): number {
  const difference = (band.scale * at(HIGH_TWO_BITS, word)) >> 15;
  const decoded = clamp(band.estimate + difference, -16_384, 16_383);
  adaptScale(band, at(HIGH_MOVES, word), HIGH);
  predict(band, difference);
  return decoded;
}

/** Blocks LOGSCL, LOGSCH, SCALEL and SCALEH. */
function adaptScale(band: SubBand, move: number, { mostLog, shift }: typeof LOW): void {
  band.logScale = clamp(((band.logScale * 127) >> 7) + move, 0, mostLog);
  const power = at(POWERS, (band.logScale >> 6) & 31);
  const by = shift - (band.logScale >> 11);
  band.scale = (by < 0 ? power << -by : power >> by) << 2;
}

/** Block 4: adapts the predictor to a new difference, and predicts the next sample. */
function predict(band: SubBand, difference: number): void {
  const { poles, zeros, differences, signal } = band;
  const partial = [clamp16(band.zeroEstimate + difference), ...band.partial.slice(0, 2)];
  const [now, before, longBefore] = partial.map((value) => value < 0);

  // UPPOL2 and UPPOL1
  const slope = clamp16(poles[0] * 4);
  const turned = now === before ? Math.min(-slope, 32_767) : slope;
  const leak = (poles[1] * 32_512) >> 15;
  const second = clamp((turned >> 7) + (now === longBefore ? 128 : -128) + leak, -12_288, 12_288);
  const most = clamp16(15_360 - second);
  const first = clamp(clamp16((now === before ? 192 : -192) + ((poles[0] * 32_640) >> 15)), -most, most);

  // UPZERO
  const step = difference === 0 ? 0 : 128;
  band.zeros = zeros.map((zero, i) => {
    const isSameSign = at(differences, i) < 0 === difference < 0;
    return clamp16((isSameSign ? step : -step) + ((zero * 32_640) >> 15));
  });

  // DELAYA, FILTEP, FILTEZ and PREDIC
  band.poles = [first, second];
  band.partial = partial;
  band.signal = [clamp16(band.estimate + difference), at(signal, 0)];
  band.differences = [difference, ...differences.slice(0, 5)];
  band.zeroEstimate = clamp16(weighted(band.zeros, band.differences));
  band.estimate = clamp16(clamp16(weighted(band.poles, band.signal)) + band.zeroEstimate);
}

function weighted(weights: readonly number[], values: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + ((weight * clamp16(at(values, i) * 2)) >> 15), 0);
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
const clamp16 = (value: number) => clamp(value, -32_768, 32_767);
const at = (values: readonly number[], index: number): number => values[index] as number;
