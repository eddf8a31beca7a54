import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { channelsOf } from '../../src/audio/sound.ts';
import { parseWav } from '../../src/audio/wav.ts';
import { WavError } from '../../src/audio/wav-error.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';
import {
  ascii,
  chunk,
  EXTENSIBLE,
  extension,
  format,
  joined,
  riff,
  u16,
  u32,
  u64,
  wave64,
} from '../support/wav-parts.ts';

const HALF = joined(u16(0x4000), u16(0xc000));
const data = (bytes: Uint8Array, size?: number) => chunk('data', bytes, size === undefined ? {} : { size });
const wav = (...chunks: Uint8Array[]) => riff([format(), ...chunks]);
const first = (bytes: Uint8Array) => [...(channelsOf(parseWav(bytes))[0] ?? [])];
const notes = (bytes: Uint8Array) => parseWav(bytes).notes;

function failsWith(bytes: Uint8Array, message: RegExp, isConvertible = false): void {
  assert.throws(
    () => parseWav(bytes),
    (error: unknown) => {
      assert.ok(error instanceof WavError, String(error));
      assert.match(error.message, message);
      assert.equal(error.isConvertible, isConvertible);
      return !error.message.includes('\n');
    },
  );
}

test('what is written is read back sample for sample', () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 60 }), fc.integer({ min: 4_000, max: 192_000 }), (samples, rate) => {
      const audio = parseWav(encodeWav(samples, rate));
      assert.deepEqual([audio.sampleRateHz, audio.channelCount, audio.notes], [rate, 1, []]);
      const read = channelsOf(audio)[0] ?? new Float32Array(0);
      assert.deepEqual([...read.map((sample) => sample * 32_768)], [...samples]);
    }),
  );
});

test('interleaved channels are read apart, and any piece of them alone', () => {
  const audio = parseWav(encodeWav(Int16Array.of(1, -1, 2, -2, 3, -3), 8_000, 2));
  const scaled = (channels: Float32Array[]) => channels.map((channel) => [...channel.map((sample) => sample * 32_768)]);

  assert.deepEqual(scaled(channelsOf(audio)), [
    [1, 2, 3],
    [-1, -2, -3],
  ]);
  assert.deepEqual(scaled(audio.read(1, 2)), [[2], [-2]]);
  assert.deepEqual(scaled(audio.read(2, 99)), [[3], [-3]]);
  assert.deepEqual(scaled(audio.read(-5, 0)), [[], []]);
});

test('integers of 8, 16, 24 and 32 bits and floats of 32 and 64 are read at the same scale', () => {
  const as = (bits: number, bytes: Iterable<number>, tag = 1) =>
    first(riff([format({ bits, tag }), data(Uint8Array.from(bytes))]));
  const toBytes = (numbers: Float32Array | Float64Array) => new Uint8Array(numbers.buffer);

  assert.deepEqual(as(8, [0, 64, 128, 192]), [-1, -0.5, 0, 0.5]);
  assert.deepEqual(as(16, [0, 0x80, 0, 0x40]), [-1, 0.5]);
  assert.deepEqual(as(24, [0, 0, 0x80, 0, 0, 0x40, 0, 0, 0xc0]), [-1, 0.5, -0.5]);
  assert.deepEqual(as(32, [0, 0, 0, 0x80, 0, 0, 0, 0x40]), [-1, 0.5]);
  assert.deepEqual(as(32, toBytes(Float32Array.of(-1, 0.5)), 3), [-1, 0.5]);
  assert.deepEqual(as(64, toBytes(Float64Array.of(-1, 0.5)), 3), [-1, 0.5]);
});

test('a float that is no number or without end is silence, for it would spread over its neighbours', () => {
  const floats = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1e300, 0.5);
  const as = (numbers: Float32Array | Float64Array, bits: number) =>
    first(riff([format({ tag: 3, bits }), data(new Uint8Array(numbers.buffer))]));

  assert.deepEqual(as(floats, 64), [0, 0, 0, 0.5]);
  assert.deepEqual(as(Float32Array.from(floats), 32), [0, 0, 0, 0.5]);
});

test('telephony’s A-law and mu-law are read as the standard decodes them', () => {
  const as = (tag: number, bits: number, ...bytes: number[]) =>
    first(riff([format({ tag, bits, rateHz: 8_000 }), data(Uint8Array.from(bytes))])).map((sample) => sample * 32_768);

  // The ends, the middle, and a step of each of a few sizes, from the tables of G.711 at 16 bits.
  assert.deepEqual(as(6, 8, 0xd5, 0x55, 0xaa, 0x2a, 0x80, 0x00), [8, -8, 32_256, -32_256, 5_504, -5_504]);
  assert.deepEqual(as(7, 8, 0xff, 0x7f, 0x80, 0x00, 0xf0, 0x90), [0, 0, 32_124, -32_124, 120, 15_996]);
  assert.deepEqual(as(7, 16, 0xff, 0x80), [0, 32_124], 'whatever the header says of bits');
});

test('the extensible form is read by the format inside it, and with 20 of 24 bits in use as it is', () => {
  const extensible = (code: number, bits: number, validBits: number) =>
    format({ tag: EXTENSIBLE, bits, extension: extension(code, validBits) });

  assert.deepEqual(first(riff([extensible(1, 16, 16), data(HALF)])), [0.5, -0.5]);
  assert.deepEqual(first(riff([extensible(1, 24, 20), data(Uint8Array.of(0, 0, 0x40))])), [0.5]);
  assert.deepEqual(first(riff([extensible(3, 32, 32), data(new Uint8Array(Float32Array.of(0.25).buffer))])), [0.25]);
  failsWith(riff([extensible(0x55, 16, 16), data(HALF)]), /a WAVE file of MP3 is not supported/, true);
  const foreign = format({ tag: EXTENSIBLE, extension: extension(1, 16, new Array(14).fill(9)) });
  failsWith(riff([foreign, data(HALF)]), /sub-format .*0909/, true);
});

test('an extensible tag on a format of 18 bytes, which names no format, is read by what the samples are', () => {
  const bare = (bits: number) => format({ tag: EXTENSIBLE, bits, extension: u16(0) });
  const zeroed = format({ tag: EXTENSIBLE, bits: 32, extension: extension(0, 32, new Array(14).fill(0)) });
  const floats = new Uint8Array(Float32Array.of(0, 0.5, -0.25, 0.001).buffer);
  const doubles = new Uint8Array(Float64Array.of(0, 0.5, -0.25, 0.001).buffer);
  const integers = new Uint8Array(Int32Array.of(0, 0x40000000, -0x20000000, 0x00210000).buffer);

  assert.deepEqual(first(riff([bare(16), data(HALF)])), [0.5, -0.5]);
  assert.deepEqual(notes(riff([bare(16), data(HALF)])), []);
  assert.deepEqual(first(riff([bare(32), data(floats)])).slice(0, 3), [0, 0.5, -0.25]);
  assert.deepEqual(first(riff([bare(64), data(doubles)])).slice(0, 3), [0, 0.5, -0.25]);
  assert.deepEqual(first(riff([bare(32), data(integers)])).slice(0, 3), [0, 0.5, -0.25]);
  assert.deepEqual(first(riff([zeroed, data(floats)])).slice(0, 3), [0, 0.5, -0.25]);
  assert.match(notes(riff([bare(32), data(floats)])).join(), /does not say what its samples are; .* floats$/);
});

test('bits that do not fill their bytes stand at the upper end, in a frame of any size that fits', () => {
  assert.deepEqual(first(riff([format({ bits: 12, frameBytes: 2 }), data(HALF)])), [0.5, -0.5]);
  assert.deepEqual(first(riff([format({ bits: 24, frameBytes: 4 }), data(joined(u32(0x40000000)))])), [0.5]);
  assert.deepEqual(
    first(riff([format({ frameBytes: 0 }), data(HALF)])),
    [0.5, -0.5],
    'a size that was never filled in',
  );
  assert.deepEqual(
    first(riff([chunk('fmt ', format().slice(8, 22)), data(HALF)])),
    [0.5, -0.5],
    '14 bytes, without bits',
  );
});

test('RIFX is read with its numbers the other way round', () => {
  const order = { bigEndian: true };
  const file = (bits: number, bytes: Uint8Array, tag = 1) =>
    riff([format({ tag, bits, ...order }), chunk('data', bytes, order)], { id: 'RIFX', ...order });

  assert.deepEqual(first(file(16, Uint8Array.of(0x40, 0, 0xc0, 0))), [0.5, -0.5]);
  assert.deepEqual(first(file(24, Uint8Array.of(0x40, 0, 0, 0xc0, 0, 0))), [0.5, -0.5]);
  assert.deepEqual(first(file(32, Uint8Array.of(0x40, 0, 0, 0))), [0.5]);
  assert.deepEqual(first(file(32, Uint8Array.of(0x3f, 0, 0, 0), 3)), [0.5]);
});

test('RF64 and BW64 are read by their 64-bit sizes, and an RF64 whose sizes were never filled in to its end', () => {
  const sizes = (dataSize: number, table: Uint8Array = u32(0)) =>
    chunk('ds64', joined(u64(0), u64(dataSize), u64(0), table));
  const file = (ds64: Uint8Array[], ...chunks: Uint8Array[]) =>
    riff([...ds64, format(), ...chunks], { id: 'RF64', size: 0xffffffff });
  const sound = data(HALF, 0xffffffff);
  const rubbish = chunk('LIST', ascii('INFO'));

  assert.deepEqual(first(file([sizes(4)], sound, rubbish)), [0.5, -0.5]);
  assert.deepEqual(notes(file([sizes(4)], sound, rubbish)), []);
  assert.deepEqual(first(riff([sizes(4), format(), sound], { id: 'BW64' })), [0.5, -0.5]);
  assert.deepEqual(first(file([sizes(0)], sound)), [0.5, -0.5]);
  assert.deepEqual(first(file([], sound)), [0.5, -0.5]);
  assert.deepEqual(first(file([chunk('ds64', u32(7))], sound)), [0.5, -0.5], 'a broken table of sizes');
  assert.match(
    notes(file([sizes(10_000_000_000)], sound)).join(),
    /gives 10,000,000,000 bytes of audio; the file has 4/,
  );
  const table = joined(u32(1), ascii('LIST'), u64(4));
  assert.deepEqual(
    first(file([sizes(4, table)], chunk('LIST', ascii('INFO'), { size: 0xffffffff }), sound)),
    [0.5, -0.5],
  );
});

test('Wave64 is read, whole and streamed', () => {
  const body = format().slice(8);

  assert.deepEqual(
    first(
      wave64([
        ['fmt ', body],
        ['fact', u16(7)],
        ['data', HALF],
      ]),
    ),
    [0.5, -0.5],
  );
  assert.deepEqual(
    first(
      wave64([
        ['fmt ', body],
        ['data', HALF, 0],
      ]),
    ).slice(0, 2),
    [0.5, -0.5],
  );
  failsWith(ascii('riff and so on, which is no Wave64 at all....'), /not a WAVE file/, true);
});

test('chunks of other kinds are passed over, odd ones with the byte that makes them even or without it', () => {
  for (const pad of [true, false]) {
    for (const id of ['LIST', 'xyz1']) {
      assert.deepEqual(first(wav(chunk(id, ascii('odd'), { pad }), data(HALF))), [0.5, -0.5], `${id} ${pad}`);
      assert.deepEqual(
        first(wav(data(HALF), chunk(id, ascii('odd'), { pad }), chunk('LIST', ascii('INFO')))),
        [0.5, -0.5],
      );
    }
    const odd = chunk('data', joined(HALF, Uint8Array.of(9)), { pad });
    assert.deepEqual(first(wav(odd, data(HALF))), [0.5, -0.5, 0.5, -0.5]);
  }
});

test('an empty data chunk before others is empty, several are read as one, and one may come before the format', () => {
  assert.deepEqual(first(wav(data(new Uint8Array(0)), data(HALF))), [0.5, -0.5]);
  assert.deepEqual(first(riff([data(new Uint8Array(0)), format(), data(HALF)])), [0.5, -0.5]);
  assert.deepEqual(first(wav(data(HALF), chunk('LIST', ascii('INFO')), data(HALF))), [0.5, -0.5, 0.5, -0.5]);
  assert.deepEqual(channelsOf(parseWav(wav(data(HALF), data(HALF)))).length, 1);
  assert.deepEqual(parseWav(wav(data(HALF), data(HALF))).read(1, 3), [Float32Array.of(-0.5, 0.5)]);
  assert.deepEqual(first(riff([data(HALF), format()])), [0.5, -0.5]);
  assert.deepEqual(first(wav(data(new Uint8Array(0)))), []);
});

test('a header that promises more than is there, as espeak-ng writes it, is noted and what is there is read', () => {
  const file = wav(chunk('data', joined(HALF, Uint8Array.of(7)), { size: 2_147_479_552, pad: false }));

  assert.deepEqual(first(file), [0.5, -0.5], 'half a sample is left out');
  assert.deepEqual(notes(file), ['its header gives 2,147,479,552 bytes of audio; the file has 5, which are read']);
});

test('a recorder that crashed after it wrote its size: the sound that is there is read, and what was promised is said', () => {
  const written = joined(...Array.from({ length: 2_000 }, () => HALF));
  const file = wav(chunk('data', written, { size: 1_000, pad: false }));

  assert.equal(parseWav(file).length, written.length / 2);
  assert.match(notes(file).join(), /^its header gives 1,000 bytes of audio; the file has 8,000, which are read$/);
});

test('a file written as a stream, with no size filled in, is read to its end', () => {
  for (const size of [0, 0xffffffff, 0x7fffffff]) {
    assert.deepEqual(first(wav(data(joined(HALF, HALF), size))), [0.5, -0.5, 0.5, -0.5]);
    assert.match(
      notes(wav(data(HALF, size))).join(),
      /^its header gives no length; the file has 4 bytes of audio, which are read$/,
    );
  }
});

test('a wrong size of the whole, and rubbish after the last chunk, harm nothing', () => {
  for (const size of [0, 1, 0xffffffff]) {
    const file = riff([format(), data(HALF)], { size });
    assert.deepEqual(first(joined(file, ascii('\0\0\0\0rubbish, and more of it'))), [0.5, -0.5]);
    assert.deepEqual(notes(file), []);
  }
  assert.deepEqual(first(joined(wav(data(HALF)), wav(data(HALF)))), [0.5, -0.5], 'two files in one: the first');
});

test('a file that was cut short is read as far as its sound goes, or refused in one line', () => {
  const whole = wav(chunk('LIST', ascii('INFO')), data(HALF));
  for (let length = 0; length < whole.length - HALF.length; length++) {
    failsWith(whole.subarray(0, length), /^(not a|broken) WAVE file: /, length < 12);
  }
  for (const [length, samples] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
  ] as const) {
    assert.equal(parseWav(whole.subarray(0, whole.length - HALF.length + length)).length, samples);
  }
});

test('a file that lies anywhere in memory is read', () => {
  const bytes = wav(data(HALF));
  const memory = new Uint8Array(bytes.length + 6);
  memory.set(bytes, 3);
  assert.deepEqual(first(memory.subarray(3, 3 + bytes.length)), [0.5, -0.5]);
});

test('what is no WAVE file is refused, and one of another kind by its name', () => {
  failsWith(new Uint8Array(0), /not a WAVE file/, true);
  failsWith(ascii('RIFF....AVI LIST'), /it is a RIFF file of the kind "AVI "/, true);
  failsWith(ascii('ID3.........'), /not a WAVE file/, true);
});

test('a header that cannot be true is refused, with what it says', () => {
  const refused = (options: Parameters<typeof format>[0], message: RegExp, isConvertible = false) =>
    failsWith(riff([format(options), data(HALF)]), message, isConvertible);

  refused({ channels: 0 }, /broken WAVE file: 0 channels at 16000 Hz/);
  refused({ channels: 65_535, frameBytes: 0 }, /broken WAVE file: 65535 channels/);
  refused({ rateHz: 0 }, /broken WAVE file: 1 channels at 0 Hz/);
  refused({ rateHz: 3_999 }, /a rate of 3999 Hz is not supported: 4000 to 384000 Hz are/, true);
  refused({ rateHz: 4_000_000_000 }, /a rate of 4000000000 Hz is not supported/, true);
  refused({ frameBytes: 65_535 }, /16 bits for each of 1 channels do not make frames of 65535 bytes/);
  refused({ channels: 2, frameBytes: 3 }, /do not make frames of 3 bytes/);
  refused({ frameBytes: 1 }, /do not make frames of 1 bytes/);
  refused({ bits: 0 }, /0 bits for each/);
  failsWith(riff([chunk('fmt ', u16(1))]), /format chunk has 2 bytes, 14 are needed/);
  failsWith(riff([format()]), /it has no data chunk/);
  failsWith(riff([data(HALF)]), /it has no format chunk/);
});

test('packed sound is refused by the name people know it by, and said to be worth converting', () => {
  const refused = (tag: number, message: RegExp, bits = 16) =>
    failsWith(riff([format({ tag, bits }), data(HALF)]), message, true);

  refused(0x02, /a WAVE file of MS ADPCM is not supported: PCM, floats, A-law and mu-law are/);
  refused(0x11, /a WAVE file of IMA ADPCM is not supported/);
  refused(0x31, /a WAVE file of GSM 6\.10 is not supported/);
  refused(0x55, /a WAVE file of MP3 is not supported/);
  refused(0x1234, /a WAVE file of format 0x1234 is not supported/);
  refused(1, /a WAVE file of integers of 64 bits is not supported/, 64);
  refused(3, /a WAVE file of floats of 16 bits is not supported/, 16);
});

test('bytes of any kind give audio or a WavError, never another failure, and no memory is taken on a header’s word', () => {
  const huge = riff([format({ channels: 64, frameBytes: 128 }), data(HALF, 0xfffffff0)]);
  assert.equal(parseWav(huge).length, 0);
  const many = joined(...Array.from({ length: 10_100 }, () => data(new Uint8Array(0))), format());
  failsWith(riff([many]), /over 10000 chunks/);

  const headers = [
    wav(data(HALF)),
    riff([chunk('ds64', new Uint8Array(28)), format(), data(HALF)], { id: 'RF64' }),
    wave64([
      ['fmt ', format().slice(8)],
      ['data', HALF],
    ]),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...headers),
      fc.array(fc.tuple(fc.nat(119), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      fc.uint8Array({ maxLength: 40 }),
      (header, changes, tail) => {
        const bytes = joined(header, tail);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        try {
          const audio = parseWav(bytes);
          for (const channel of channelsOf(audio)) assert.ok(channel.every(Number.isFinite));
        } catch (error) {
          assert.ok(error instanceof WavError, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});
