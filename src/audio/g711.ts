/** The two encodings of telephony, G.711: eight bits for each sample, on a logarithmic scale. */

const CODES = 256;
const FULL_SCALE = 32_768;

/** The value of each A-law byte, full scale at -1..1, 13 bits of precision. */
export const A_LAW: Float32Array = toTable((byte) => {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = code & 15;
  const size = exponent === 0 ? mantissa * 16 + 8 : (mantissa * 16 + 264) << (exponent - 1);
  return (code & 0x80) === 0 ? -size : size;
});

/** The value of each mu-law byte, full scale at -1..1, 14 bits of precision. */
export const MU_LAW: Float32Array = toTable((byte) => {
  const code = ~byte & 0xff;
  const size = (((code & 15) * 8 + 132) << ((code >> 4) & 7)) - 132;
  return (code & 0x80) === 0 ? size : 0 - size;
});

function toTable(linear: (byte: number) => number): Float32Array {
  return Float32Array.from({ length: CODES }, (_, byte) => linear(byte) / FULL_SCALE);
}
