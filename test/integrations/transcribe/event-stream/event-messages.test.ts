import assert from 'node:assert/strict';
import test from 'node:test';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import fc from 'fast-check';
import { EventMessages } from '../../../../src/integrations/transcribe/event-stream/event-messages.ts';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

function read(parts: readonly Uint8Array[]): Buffer[] {
  const messages = new EventMessages();
  const whole = parts.flatMap((part) => [...messages.cut(part)].map((message) => Buffer.from(message)));
  messages.end();
  return whole;
}

test('messages are the same however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
      (bodies, cuts) => {
        const messages = bodies.map((body) => Buffer.from(codec.encode({ headers: {}, body })));
        const bytes = Buffer.concat(messages);
        const parts: Buffer[] = [];
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const length = cuts[n % cuts.length] as number;
          parts.push(bytes.subarray(at, at + length));
          at += length;
        }
        assert.deepEqual(read(parts), messages);
      },
    ),
    { numRuns: 200 },
  );
});

test('an end within a message, and a length that no message has, are errors', () => {
  const message = codec.encode({ headers: {}, body: new Uint8Array(20) });
  assert.throws(() => read([message, message.subarray(0, 10)]), /Truncated event message/);
  assert.throws(() => read([message.subarray(0, 3)]), /Truncated event message/);
  assert.throws(() => read([Uint8Array.of(0, 0, 0, 0)]), /Event message of 0 bytes/);
  assert.throws(() => read([Uint8Array.of(0xff, 0xff, 0xff, 0xff)]), /Event message of 4294967295 bytes/);
});
