/** Base64 → bytes, in browsers and Node alike, in every form that encoders write it. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By character code; -1 for what is not of the alphabet. `-` and `_` are the two of the URL-safe one. */
const VALUES = Int8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return ALPHABET.indexOf(char === '-' ? '+' : char === '_' ? '/' : char);
});
const PADDING = 61;

export interface Decoded {
  readonly bytes: Uint8Array;
  /** Characters from the first on that is no base64, or that has no others to make a byte with. */
  readonly leftOver: number;
}

/** Line breaks and spaces are passed over, padding may be missing. Never throws. */
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
