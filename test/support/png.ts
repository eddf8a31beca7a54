/** Reads the PNG of a screenshot: 8 bits a channel, RGB or RGBA, not interlaced. */
import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** @returns 0 (black) to 255 (white). */
  grey(x: number, y: number): number;
  /** @returns 0 (transparent) to 255. */
  alpha(x: number, y: number): number;
}

const HEADER_BYTES = 8;
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

export function readPng(file: Buffer): Picture {
  const parts: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = HEADER_BYTES; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const kind = file.toString('latin1', at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      channels = CHANNELS[data[9] ?? 0] ?? assert.fail(`colour type ${data[9]}`);
      assert.deepEqual([data[8], data[12]], [8, 0], 'bit depth, interlace');
    }
    if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const pixels = unfilter(inflateSync(Buffer.concat(parts)), width * channels, channels);
  const at = (x: number, y: number, channel: number) => pixels[(y * width + x) * channels + channel] ?? 0;
  return {
    width,
    height,
    grey: (x, y) => (at(x, y, 0) + at(x, y, 1) + at(x, y, 2)) / 3,
    alpha: (x, y) => (channels === 4 ? at(x, y, 3) : 255),
  };
}

/** Undoes the filter of each row, which its first byte names. */
function unfilter(raw: Buffer, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = raw.length / (rowBytes + 1);
  const out = new Uint8Array(rows * rowBytes);
  for (let y = 0; y < rows; y++) {
    const filter = raw[y * (rowBytes + 1)] ?? 0;
    for (let x = 0; x < rowBytes; x++) {
      const left = x < pixelBytes ? 0 : (out[y * rowBytes + x - pixelBytes] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * rowBytes + x] ?? 0);
      const corner = x < pixelBytes || y === 0 ? 0 : (out[(y - 1) * rowBytes + x - pixelBytes] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? assert.fail(`filter ${filter}`);
      out[y * rowBytes + x] = (raw[y * (rowBytes + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(left + up - corner - value)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
