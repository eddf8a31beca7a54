/** Decodes base64 in browsers and Node, in every form that encoders write. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By character code; -1 outside of the alphabet. `-` and `_` belong to the URL-safe alphabet. */
const VALUES = Int8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return ALPHABET.indexOf(char === '-' ? '+' : char === '_' ? '/' : char);
});
const PADDING = 61;

export interface Decoded {
  readonly bytes: Uint8Array;
  /** How many characters are left from the first one that is not base64, or that is too few for a byte. */
  readonly leftOver: number;
}

/** Skips white space; padding may be missing. Never throws. */
export function decodeBase64(text: string): Decoded {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  let isPadded = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    if (code === PADDING) {
      isPadded = true;
      continue;
    }
    const value = VALUES[code] ?? -1;
    if (value < 0 || isPadded) return { bytes: bytes.subarray(0, length), leftOver: text.length - i };
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = held >> bits;
  }
  return { bytes: bytes.subarray(0, length), leftOver: bits === 6 ? 1 : 0 };
}
