/** Colours in the screen's address: names, and six or three hexadecimal digits. Pure. */

const NAMED: Readonly<Record<string, string>> = {
  ...{ black: '#000000', white: '#ffffff', yellow: '#ffff00', green: '#00b140', blue: '#0047bb' },
  ...{ red: '#ff0000', cyan: '#00ffff', magenta: '#ff00ff', grey: '#808080', gray: '#808080' },
};
const DIGITS = /^#?(?:[\da-f]{3}|[\da-f]{6})$/i;

/** With or without #, which an address can have only as %23. */
export function isColour(text: string): boolean {
  return Object.hasOwn(NAMED, text.toLowerCase()) || DIGITS.test(text);
}

/** @param text `isColour`. @returns #rrggbb; for green and blue the usual ones of chroma keys. */
export function toHex(text: string): string {
  const lower = text.toLowerCase();
  if (Object.hasOwn(NAMED, lower)) return String(NAMED[lower]);
  const digits = lower.replace('#', '');
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
}

/** @param hex #rrggbb. @returns black or white, whichever has the better contrast (WCAG 2). */
export function readableOn(hex: string): '#000000' | '#ffffff' {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? '#000000' : '#ffffff';
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
