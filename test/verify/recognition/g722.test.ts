import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { decodeG722 } from '../../../verify/recognition/g722.ts';
import { signalToDifferenceDb } from '../../support/signal-to-difference.ts';

/** A tenth of a second of a sine, 440 Hz at 12,000, as an independent encoder (PyPI's G722 1.2.8) codes it. */
const SINE = Buffer.from(
  [
    '+pYpjCGQoKBg4KDn7PTfVdDOzc3PlJv68u7s6mvusvnd19PS0dGT2J369O/u7u9ytfre2ZSS0tTV2d76tvLw7vBwtPnfnNST1VOX2968tfTv',
    'ce/08/vf3tjTltPYlt6/+PPy8e7zdrf+29yTltRSmpzc+fTxb/Kx8nf/vtfa09bU1Nje+rf07vKvdrR33Jvb1JJX19uf/fjx8vBu9PK8+dva',
    'VJLWl9qbu3707vPz8rR0+9d+0pfYkNf62Pr08vPwcLL7/f2a1tbT2ZTZn/e/8G/38O/e85t+lZfW2NL+2fv7tG+2cfC1/PhZ2NTTnNKcW/j5',
    '9PHy8/WyX/bYl96V0t/b3rr/te54rnp485nbfJRT+9Db9J/48vvz8nv6+pzc15xS35vf/Lj39/Xw8Xz4vlmc1ZfcVNy89v3zuGz099j62/zV',
    '0tu8W7n9t/St9HPe9d9bmNRSvlO63fzwcLfz9O/f+F3Yl/5Omtv+mvb9ce/4rvj2vX6V21vW0tzYn/Lbce+6r/j4c5d71dLf2M743dy09Pnu',
    'tPC1/t183NXUkd3d2b13urDv+/Lz3fpd171Sk9/b3r399G638/Swdd1Z3p1SlVTX81W98/rv9fX089j+WZlaltO71b123/Hw8PK6+Xbd2Nee',
    'VZPe2v25+XaysG35+HXd2t3S2tXU2bl++raz8u23ffR5l99X1dbX35/7/vbx7vO58vvevFiSXpFW3t2d9Pb4qvhu+vr8eZLe1dPf2NOuWLrv',
    'vvLunnT1VrrZ0t5Z0/Tc26789a788nbbt9f+1trTuNja97747LL87970+ZZb/9GZ1t6/ffu58K30895x/dub21WV1l3dvPf/8a1y9/n2/P7S',
    'mlrW1JXdtvx2+K3wrt71et9el9TT/9SXdf218//trXn73ftanNBS/pXc2rb47n6x7/a7/d/9WNPY0dv7lf3y+bHwsfXz2fj+Vdeczv2b3v22',
    '+/Lw7rr1+v/cV55Sltffnvz59/at7/yvW7JYmlrY0Nnafpz7+O238/bx+PnYV/uS2NGZ/frb8Pb0rPG88d78XdWVWpP/1Z8=',
  ].join(''),
  'base64',
);
/** What that package's decoder makes of it, and of the pseudo-random bytes below; it passes the ITU's own test sequences. */
const SINE_SHA256 = 'b8ab9b3d55d226c211355220590796e127d3635cf048b5ec96946141ac85781b';
const NOISE_SHA256 = '16a37bd45517b7b2d1693bde292b7a74394ec2c4edf7392aff615e9032ca2266';
/** Of the two mirror filters, encoding and decoding. */
const DELAY_SAMPLES = 22;

const sha256 = (samples: Int16Array) =>
  createHash('sha256')
    .update(new Uint8Array(samples.buffer, 0, samples.byteLength))
    .digest('hex');

test('a sine comes out as the reference decoder has it, to the bit', () => {
  const samples = decodeG722(SINE);

  assert.equal(samples.length, 1_600);
  assert.equal(sha256(samples), SINE_SHA256);
});

test('any code word in any order comes out as the reference decoder has it, to the bit', () => {
  const code = new Uint8Array(16_000);
  let state = 1;
  for (let i = 0; i < code.length; i++) {
    state = Number((BigInt(state) * 1_103_515_245n + 12_345n) & 0x7fffffffn);
    code[i] = (state >> 16) & 0xff;
  }

  assert.equal(sha256(decodeG722(code)), NOISE_SHA256);
});

test('what was coded is heard again', () => {
  const settled = 200;
  const spoken = Array.from({ length: 1_300 }, (_, i) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * 440 * (i + settled)) / 16_000)),
  );

  const heard = decodeG722(SINE).subarray(settled + DELAY_SAMPLES);

  const decibels = signalToDifferenceDb(spoken, heard);
  assert.ok(decibels > 25, `${decibels} dB`);
});

test('no code is no sound', () => {
  assert.equal(decodeG722(new Uint8Array(0)).length, 0);
});
