import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correction, generate } from 'lean-qr/nano';
import { readQr } from './qr-reader.ts';

const MODULE_PX = 5;
const QUIET_ZONE = 2;

function pictureOf(text: string, level: keyof typeof correction) {
  const { size, get } = generate(text, { minCorrectionLevel: correction[level] });
  const isDark = (x: number, y: number) =>
    get(Math.floor(x / MODULE_PX) - QUIET_ZONE, Math.floor(y / MODULE_PX) - QUIET_ZONE);
  const width = (size + 2 * QUIET_ZONE) * MODULE_PX;
  return { width, height: width, grey: (x: number, y: number) => (isDark(x, y) ? 0 : 255), alpha: () => 255 };
}

test('what an encoder of others drew is read, in both levels and up to version 10', () => {
  for (const level of ['L', 'M'] as const) {
    for (let length = 1; length <= 106; length += 3) {
      const text = `https://talks.example/listen?code=golden-eagle-427${'ñ'.repeat(length)}`.slice(-length);
      assert.equal(readQr(pictureOf(text, level)), text, `${level} ${length}`);
    }
  }
});
