/**
 * Reads a QR code in a picture, as a camera would that sees it straight and sharp: without the correction of errors. Versions 1
 * to 10, bytes only, which is what our pages draw.
 */
import assert from 'node:assert/strict';
import type { Picture } from './png.ts';

type Grid = readonly (readonly boolean[])[];

/** Blocks of each version at levels L, M, Q, H: [blocks, data bytes] of the short ones; long ones have a byte more. */
const BLOCKS: Readonly<Record<string, readonly (readonly [count: number, bytes: number])[]>> = {
  L: [
    [1, 19],
    [1, 34],
    [1, 55],
    [1, 80],
    [1, 108],
    [2, 68],
    [2, 78],
    [2, 97],
    [2, 116],
    [2, 68],
  ],
  M: [
    [1, 16],
    [1, 28],
    [1, 44],
    [2, 32],
    [2, 43],
    [4, 27],
    [4, 31],
    [2, 38],
    [3, 36],
    [4, 43],
  ],
};
/** Long blocks that follow the short ones. */
const LONG: Readonly<Record<string, readonly number[]>> = {
  L: [0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
  M: [0, 0, 0, 0, 0, 0, 0, 2, 2, 1],
};
/** Centres of the alignment patterns. */
const ALIGNMENT = [[], [], [18], [22], [26], [30], [34], [22, 38], [24, 42], [26, 46], [28, 50]];
const LEVELS = ['M', 'L', 'H', 'Q'];
const FORMAT_MASK = 0b10101_0000010010;
const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** @returns the text of the one code in the picture. Throws if there is none that can be read. */
export function readQr(picture: Picture): string {
  return decode(findGrid(picture));
}

/** The dark square with the first finder pattern in its corner: 7 modules wide, so a module's width is known. */
function findGrid(picture: Picture): Grid {
  const { width, height } = picture;
  const isDark = (x: number, y: number) => picture.grey(Math.floor(x), Math.floor(y)) < 128;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isDark(x, y)) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  assert.ok(right > left, 'no dark square');
  let finder = 0;
  while (isDark(left + finder, top)) finder += 1;
  // A module of few pixels is measured badly; a code has 17 modules and four for each version.
  const size = 17 + 4 * Math.round((((right - left + 1) * 7) / finder - 17) / 4);
  const module = (right - left + 1) / size;
  assert.ok(Math.abs(bottom - top + 1 - (right - left + 1)) <= 2, 'not a square');
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (__, x) => isDark(left + (x + 0.5) * module, top + (y + 0.5) * module)),
  );
}

function decode(grid: Grid): string {
  const size = grid.length;
  const version = (size - 17) / 4;
  const format = [0, 1, 2, 3, 4, 5, 7, 8].reduce((bits, x) => bits * 2 + Number(grid[8]?.[x]), 0);
  const five = (format ^ (FORMAT_MASK >> 7)) >> 3;
  const level = LEVELS[five >> 3] ?? '';
  const mask = MASKS[five & 7];
  const shape = BLOCKS[level]?.[version - 1];
  assert.ok(mask && shape, `version ${version}, level ${level}`);
  const bytes = codewords(grid, version, mask);
  const [short, length] = shape;
  const count = short + (LONG[level]?.[version - 1] ?? 0);
  const blocks = Array.from({ length: count }, (_, b) => Array.from({ length: length + Number(b >= short) }, () => 0));
  let next = 0;
  for (let i = 0; i <= length; i++) {
    for (const block of blocks) if (i < block.length) block[i] = bytes[next++] ?? 0;
  }
  return message(blocks.flat(), version);
}

function codewords(grid: Grid, version: number, mask: (x: number, y: number) => number): number[] {
  const size = grid.length;
  const bits: number[] = [];
  for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!isFunction(x, y, size, version)) bits.push(Number(grid[y]?.[x]) ^ Number(mask(x, y) === 0));
      }
    }
  }
  return Array.from({ length: bits.length >> 3 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );
}

/** Finder, timing, alignment, format and version patterns carry no text. */
function isFunction(x: number, y: number, size: number, version: number): boolean {
  const isEnd = (n: number) => n >= size - 8;
  if ((x < 9 && y < 9) || (isEnd(x) && y < 9) || (x < 9 && isEnd(y)) || x === 6 || y === 6) return true;
  if (version >= 7 && ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11))) return true;
  const centres = version === 1 ? [] : [6, ...(ALIGNMENT[version] ?? [])];
  return centres.some((cx) =>
    centres.some((cy) => {
      const isCorner = (cx === 6 && (cy === 6 || isEnd(cy))) || (cy === 6 && isEnd(cx));
      return !isCorner && Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2;
    }),
  );
}

/** The number of this encoding, which may be said before the bytes. */
const UTF8 = 26;

/** Segments of bytes, up to the terminator. */
function message(bytes: readonly number[], version: number): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const text: number[] = [];
  for (let at = 0; at + 4 <= bits.length; ) {
    const mode = Number.parseInt(bits.slice(at, at + 4), 2);
    if (mode === 0) break;
    if (mode === 7) {
      assert.equal(Number.parseInt(bits.slice(at + 4, at + 12), 2), UTF8, 'only UTF-8 is read');
      at += 12;
      continue;
    }
    assert.equal(mode, 4, 'only bytes are read');
    const width = version < 10 ? 8 : 16;
    const count = Number.parseInt(bits.slice(at + 4, at + 4 + width), 2);
    at += 4 + width;
    for (let i = 0; i < count; i++, at += 8) text.push(Number.parseInt(bits.slice(at, at + 8), 2));
  }
  return Buffer.from(text).toString('utf8');
}
