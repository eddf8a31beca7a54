/** Reads single samples of a WAVE file, full scale at -1..1. Never knows where in the file they are. */
import { A_LAW, MU_LAW } from './g711.ts';

export type Encoding = 'integer' | 'float' | 'aLaw' | 'muLaw';

/** @returns a finite number. */
export type ReadSample = (view: DataView, at: number) => number;

/** In samples of an unknown kind: enough to tell. */
const PROBE_SAMPLES = 4_096;
/** Sound as floats is about this large; integers taken for floats are far larger or far smaller. */
const FLOAT_RANGE = { min: 1e-9, max: 16 };
/** Of the samples that are not zero. */
const FLOAT_SHARE = 0.9;

/** @returns undefined for what is not read: floats of other than 4 or 8 bytes, integers of more than 4. */
export function sampleReader(encoding: Encoding, bytes: number, littleEndian: boolean): ReadSample | undefined {
  if (encoding === 'aLaw') return (view, at) => A_LAW[view.getUint8(at)] as number;
  if (encoding === 'muLaw') return (view, at) => MU_LAW[view.getUint8(at)] as number;
  return encoding === 'integer' ? integerReader(bytes, littleEndian) : floatReader(bytes, littleEndian);
}

/**
 * What samples of 4 or 8 bytes are whose file does not say: floats where they have the size of sound, else integers.
 * @param view Of samples only.
 */
export function guessEncoding(view: DataView, bytes: number, littleEndian: boolean): Encoding {
  if (bytes < 4) return 'integer';
  const count = Math.min(PROBE_SAMPLES, Math.floor(view.byteLength / bytes));
  // Spread over all of it: a recording may begin with silence.
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
    case 1: // alone of all it is unsigned
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
  // What is no number, or without end, would spread over its neighbours when the rate is changed.
  const finite = (value: number) => (Number.isFinite(value) ? value : 0);
  if (bytes === 4) return (view, at) => finite(view.getFloat32(at, littleEndian));
  // Through 32 bits, which is what everything here is held in: what is beyond them is no sound either.
  if (bytes === 8) return (view, at) => finite(Math.fround(view.getFloat64(at, littleEndian)));
  return undefined;
}
