import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CONTAINER_NAMES, type Container, detectContainer } from '../../src/audio/container.ts';
import { AUDIO_CONTAINERS } from '../../src/protocol/error-details.ts';
import { ascii, joined } from '../support/wav-parts.ts';

/** How files of each kind begin, from files that other programs wrote. */
const BEGINNINGS: Readonly<Record<Container, readonly string[]>> = {
  riff: ['RIFF\x24\x08\x00\x00WAVEfmt ', 'RIFX\x00\x00\x08\x24WAVEfmt '],
  rf64: ['RF64\xff\xff\xff\xffWAVEds64', 'BW64\xff\xff\xff\xffWAVEds64'],
  w64: ['riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00'],
  aiff: ['FORM\x00\x00\x08\x2eAIFFCOMM', 'FORM\x00\x00\x08\x2eAIFCFVER'],
  caf: ['caff\x00\x01\x00\x00desc'],
  au: ['.snd\x00\x00\x00\x18\xff\xff\xff\xff'],
  ogg: ['OggS\x00\x02\x00\x00'],
  webm: ['\x1a\x45\xdf\xa3\x9f\x42\x86\x81'],
  mp4: [
    '\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A mp42isom',
    '\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00',
    '\x00\x00\x00\x08wide\x00\x01\x02\x03mdat',
    '\x00\x01\x02\x03moov\x00\x00\x00\x6cmvhd',
    '\x00\x00\x00\x18stypmsdh',
  ],
  flac: ['fLaC\x00\x00\x00\x22'],
  mp3: ['ID3\x03\x00\x00\x00\x00\x0f\x76', 'ID3\x04\x00\x00\x00\x00\x00\x23', 'ID3\x02\x00\x00'],
  adts: [],
  amr: ['#!AMR\n\x3c', '#!AMR-WB\n\x04'],
};

/** Frames of bare AAC: LC, 44.1 kHz, stereo, with and without a checksum. */
function adts(lengths: readonly number[], second = 0xf1): Uint8Array {
  const frames = lengths.map((length) => {
    const frame = new Uint8Array(length).fill(0x21);
    frame.set([0xff, second, 0x50, 0x80 | (length >> 11), (length >> 3) & 255, ((length & 7) << 5) | 0x1f, 0xfc]);
    return frame;
  });
  return joined(...frames);
}

test('a recording of every kind is recognised by how it begins, an iPhone’s MP4 among them', () => {
  for (const name of AUDIO_CONTAINERS) {
    for (const beginning of BEGINNINGS[name]) {
      assert.equal(detectContainer(joined(ascii(beginning), new Uint8Array(3_200))), name, JSON.stringify(beginning));
      assert.equal(detectContainer(ascii(beginning)), name, 'and in as few bytes');
    }
  }
  assert.deepEqual(Object.keys(CONTAINER_NAMES), [...AUDIO_CONTAINERS]);
});

test('bare AAC is recognised by two frames of one stream in a row, and by nothing less', () => {
  assert.equal(detectContainer(adts([371, 372, 370])), 'adts');
  assert.equal(detectContainer(adts([300, 310], 0xf0)), 'adts');
  assert.equal(detectContainer(adts([371, 372]).subarray(0, 378)), 'adts', 'the second frame’s header is enough');
  assert.equal(detectContainer(adts([371, 372]).subarray(0, 377)), undefined);
  assert.equal(detectContainer(adts([371])), undefined);
  assert.equal(detectContainer(joined(adts([371]), new Uint8Array(400))), undefined);
  assert.equal(detectContainer(joined(adts([371]), adts([371], 0xf9))), undefined, 'another stream');
  assert.equal(detectContainer(adts([7, 7])), 'adts');
});

test('the bare frames of an MP3 pass, for PCM may begin like them, and so does ID3 without a version', () => {
  assert.equal(detectContainer(Uint8Array.of(0xff, 0xfb, 0x90, 0x64)), undefined);
  assert.equal(detectContainer(ascii('ID3\x05\x00\x00')), undefined);
});

test('bytes shorter than a mark are no container', () => {
  for (const beginning of Object.values(BEGINNINGS).flat())
    assert.equal(detectContainer(ascii(beginning.slice(0, 3))), undefined);
  assert.equal(detectContainer(new Uint8Array(0)), undefined);
});

test('sound whose first samples are under a quarter of full scale is never taken for a file', () => {
  const quiet = fc.array(fc.integer({ min: -8_192, max: 8_191 }), { minLength: 50, maxLength: 50 });
  fc.assert(
    fc.property(quiet, (samples) => detectContainer(new Uint8Array(Int16Array.from(samples).buffer)) === undefined),
    { numRuns: 2_000 },
  );
  const marks = Object.values(BEGINNINGS).flat();
  const isLoud = (text: string) => {
    const samples = new Int16Array(ascii(text.slice(0, 8).padEnd(8, '\0')).buffer);
    return samples.some((sample) => Math.abs(sample) > 8_192);
  };
  assert.deepEqual(
    marks.filter((mark) => !isLoud(mark)),
    [],
  );
});
