import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeWav, parseWav, WavError } from '../../src/audio/wav.ts';

interface Parts {
  readonly code?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly data?: number[];
  readonly dataSize?: number;
  readonly extensible?: boolean;
  readonly before?: number[];
}

const u16 = (value: number) => [value & 255, (value >> 8) & 255];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
const ascii = (text: string) => [...new TextEncoder().encode(text)];
const chunk = (id: string, body: number[]) => [...ascii(id), ...u32(body.length), ...body];

function format({ code = 1, channels = 1, rate = 16_000, bits = 16, extensible = false }: Parts): number[] {
  const plain = [
    ...u16(extensible ? 0xfffe : code),
    ...u16(channels),
    ...u32(rate),
    ...u32(0),
    ...u16(0),
    ...u16(bits),
  ];
  const guid = [...u16(code), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  return chunk('fmt ', extensible ? [...plain, ...u16(22), ...u16(bits), ...u32(4), ...guid] : plain);
}

function wav(parts: Parts = {}): Uint8Array {
  const { data = [], dataSize = data.length, before = [] } = parts;
  const body = [...ascii('WAVE'), ...format(parts), ...before, ...ascii('data'), ...u32(dataSize), ...data];
  return Uint8Array.from([...ascii('RIFF'), ...u32(body.length), ...body]);
}

const samplesOfFirst = (bytes: Uint8Array) => [...(parseWav(bytes).channels[0] ?? [])];

function failsWith(bytes: Uint8Array, message: RegExp): void {
  assert.throws(
    () => parseWav(bytes),
    (error: unknown) => error instanceof WavError && message.test(error.message) && !error.message.includes('\n'),
  );
}

test('what is written is read back sample for sample', () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 60 }), fc.integer({ min: 1, max: 192_000 }), (samples, rate) => {
      const audio = parseWav(encodeWav(samples, rate));
      assert.equal(audio.sampleRateHz, rate);
      assert.deepEqual(
        [...(audio.channels[0] ?? [])].map((sample) => sample * 32_768),
        [...samples],
      );
    }),
  );
});

test('interleaved channels are written and read apart', () => {
  const audio = parseWav(encodeWav(Int16Array.of(1, -1, 2, -2, 3, -3), 8_000, 2));
  assert.deepEqual(
    audio.channels.map((channel) => [...channel].map((sample) => sample * 32_768)),
    [
      [1, 2, 3],
      [-1, -2, -3],
    ],
  );
});

test('8, 16, 24 and 32-bit integers and 32-bit floats are read at the same scale', () => {
  assert.deepEqual(samplesOfFirst(wav({ bits: 8, data: [0, 64, 128, 192] })), [-1, -0.5, 0, 0.5]);
  assert.deepEqual(samplesOfFirst(wav({ bits: 16, data: [...u16(0x8000), ...u16(0x4000)] })), [-1, 0.5]);
  assert.deepEqual(samplesOfFirst(wav({ bits: 24, data: [0, 0, 0x80, 0, 0, 0x40, 0, 0, 0xc0] })), [-1, 0.5, -0.5]);
  assert.deepEqual(samplesOfFirst(wav({ bits: 32, data: [0, 0, 0, 0x80, 0, 0, 0, 0x40] })), [-1, 0.5]);
  const floats = [...new Uint8Array(Float32Array.of(-1, 0.5).buffer)];
  assert.deepEqual(samplesOfFirst(wav({ code: 3, bits: 32, data: floats })), [-1, 0.5]);
});

test('the extensible form is read by the format inside it', () => {
  assert.deepEqual(samplesOfFirst(wav({ extensible: true, bits: 16, data: u16(0x4000) })), [0.5]);
  failsWith(wav({ extensible: true, code: 6 }), /A-law is not supported/);
});

test('chunks of other kinds are passed over, those of odd length with their padding', () => {
  const before = [...chunk('LIST', [1, 2, 3]), 0];
  assert.deepEqual(samplesOfFirst(wav({ before, data: u16(0x4000) })), [0.5]);
});

test('a file written as a stream, with no size filled in, is read to its end', () => {
  for (const dataSize of [0, 0xffffffff, 0x7fffffff]) {
    assert.deepEqual(samplesOfFirst(wav({ data: [...u16(0x4000), 7], dataSize })), [0.5]);
  }
});

test('a file that lies anywhere in memory is read', () => {
  const bytes = wav({ data: u16(0x4000) });
  const memory = new Uint8Array(bytes.length + 3);
  memory.set(bytes, 3);
  assert.deepEqual(samplesOfFirst(memory.subarray(3)), [0.5]);
});

test('what is no WAVE file is refused in one clear line', () => {
  failsWith(new Uint8Array(0), /not a WAVE file/);
  failsWith(Uint8Array.from(ascii('RIFF....AVI ')), /not a WAVE file/);
  failsWith(Uint8Array.from(ascii('ID3.........')), /not a WAVE file/);
});

test('a file cut short is refused wherever it was cut', () => {
  const whole = wav({ before: chunk('LIST', [1, 2, 3, 4]), data: [1, 0, 2, 0] });
  for (let length = 0; length < whole.length; length++) {
    failsWith(whole.subarray(0, length), length < 12 ? /not a WAVE file/ : /cut short/);
  }
});

test('a broken header is refused', () => {
  failsWith(wav({ channels: 0 }), /0 channels at 16000 Hz/);
  failsWith(wav({ rate: 0 }), /1 channels at 0 Hz/);
  failsWith(Uint8Array.from([...ascii('RIFF....WAVE'), ...chunk('fmt ', [1, 0])]), /format chunk has 2 bytes/);
  failsWith(Uint8Array.from([...ascii('RIFF....WAVE'), ...chunk('data', [1, 0])]), /data comes before its format/);
});

test('formats that are not read are refused by name or number', () => {
  failsWith(wav({ code: 0x55 }), /WAVE format MP3 is not supported/);
  failsWith(wav({ code: 0x1234 }), /WAVE format 4660 is not supported/);
  failsWith(wav({ bits: 12 }), /WAVE PCM of 12 bits is not supported/);
  failsWith(wav({ code: 3, bits: 64 }), /WAVE float of 64 bits is not supported/);
});

test('bytes of any kind give audio or a WavError, never another failure', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (noise, isDisguised) => {
      const bytes = isDisguised ? Uint8Array.from([...wav().subarray(0, 36), ...noise]) : noise;
      try {
        assert.ok(parseWav(bytes).channels.length > 0);
      } catch (error) {
        assert.ok(error instanceof WavError);
      }
    }),
  );
});
