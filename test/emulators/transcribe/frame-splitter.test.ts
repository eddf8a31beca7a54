import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventCodec } from '../../../emulators/transcribe/event-codec.ts';
import { FrameLengthError, FrameSplitter } from '../../../emulators/transcribe/frame-splitter.ts';

const frame = fc.uint8Array({ maxLength: 300 }).map((body) => eventCodec.encode({ headers: {}, body }));

test('frames come out whole and in order however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(200)), (frames, cuts) => {
      const splitter = new FrameSplitter();
      const all = Buffer.concat(frames);
      const out: Uint8Array[] = [];

      let at = 0;
      for (const cut of cuts) {
        out.push(...splitter.push(all.subarray(at, at + cut)));
        at += cut;
      }
      out.push(...splitter.push(all.subarray(at)));

      assert.deepEqual(out.map(Buffer.from), frames.map(Buffer.from));
      assert.equal(splitter.held, 0);
    }),
  );
});

test('an unfinished frame is held, not given', () => {
  const splitter = new FrameSplitter();
  const whole = eventCodec.encode({ headers: {}, body: new Uint8Array(100) });

  assert.deepEqual(splitter.push(whole.subarray(0, 60)), []);
  assert.equal(splitter.held, 60);
  assert.equal(splitter.push(whole.subarray(60)).length, 1);
});

test('a length over 1 MiB or under 16 bytes is refused before anything is gathered', () => {
  const header = (length: number) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, length);
    return bytes;
  };

  assert.throws(() => new FrameSplitter().push(header((1 << 20) + 1)), FrameLengthError);
  assert.throws(() => new FrameSplitter().push(header(15)), FrameLengthError);
  assert.deepEqual(new FrameSplitter().push(header(1 << 20)), []);
});
