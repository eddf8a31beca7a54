/** Reads single samples of a WAVE file, full scale at -1..1. The caller knows their positions. */
import { A_LAW, MU_LAW } from './g711.ts';

export type Encoding = 'integer' | 'float' | 'aLaw' | 'muLaw';

/** @returns a finite number. */
export type ReadSample = (view: DataView, at: number) => number;

/** How many samples of an unknown encoding are examined. */
const PROBE_SAMPLES = 4_096;
/** Range of sound as floats; integers that are read as floats are far larger or far smaller. */
const FLOAT_RANGE = { min: 1e-9, max: 16 };
/** Least share of the non-zero samples in that range. */
const FLOAT_SHARE = 0.9;

/** @returns undefined for unsupported encodings: floats of other than 4 or 8 bytes, integers of more than 4. */
export function sampleReader(encoding: Encoding, bytes: number, littleEndian: boolean): ReadSample | undefined {
  if (encoding === 'aLaw') return (view, at) => A_LAW[view.getUint8(at)] as number;
  if (encoding === 'muLaw') return (view, at) => MU_LAW[view.getUint8(at)] as number;
  return encoding === 'integer' ? integerReader(bytes, littleEndian) : floatReader(bytes, littleEndian);
}

/**
 * Guesses the encoding of samples whose file does not name it: floats if their values have the size of sound, otherwise
 * integers. Samples of less than 4 bytes are integers.
 * @param view Contains samples only.
 */
export function guessEncoding(view: DataView, bytes: number, littleEndian: boolean): Encoding {
  if (bytes < 4) return 'integer';
  const count = Math.min(PROBE_SAMPLES, Math.floor(view.byteLength / bytes));
  // Spread over the whole recording, as it may begin with silence.
  const step = Math.max(1, Math.floor(view.byteLength / bytes / PROBE_SAMPLES)) * bytes;
  let sounding = 0;
  let plausible = 0;
  for (let i = 0; i < count; i++) {
    const at = i * step;
    const size = Math.abs(bytes === 8 ? view.getFloat64(at, littleEndian) : view.getFloat32(at, littleEndian));
    if (size === 0) continue;
    sounding += 1;
    if (size >= FLOAT_RANGE.min && size <= FLOAT_RANGE.max) plausible += 1;
  }
  return sounding > 0 && plausible / sounding >= FLOAT_SHARE ? 'float' : 'integer';
}

function integerReader(bytes: number, littleEndian: boolean): ReadSample | undefined {
  switch (bytes) {
    case 1: // the only unsigned size
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 2:
      return (view, at) => view.getInt16(at, littleEndian) / 32_768;
    case 3:
      return littleEndian
        ? (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608
        : (view, at) => (view.getInt16(at, false) * 256 + view.getUint8(at + 2)) / 8_388_608;
    case 4:
      return (view, at) => view.getInt32(at, littleEndian) / 2_147_483_648;
    default:
      return undefined;
  }
}

function floatReader(bytes: number, littleEndian: boolean): ReadSample | undefined {
  // NaN and infinity become 0: resampling would spread them over the neighbouring samples.
  const finite = (value: number) => (Number.isFinite(value) ? value : 0);
  if (bytes === 4) return (view, at) => finite(view.getFloat32(at, littleEndian));
  // Converted to 32 bits, as all samples are here; a value that does not fit becomes infinite, so 0.
  if (bytes === 8) return (view, at) => finite(Math.fround(view.getFloat64(at, littleEndian)));
  return undefined;
}
