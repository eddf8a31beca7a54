import assert from 'node:assert/strict';
import test from 'node:test';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import fc from 'fast-check';
import { eventMessages } from '../../../../src/integrations/transcribe/event-stream/event-messages.ts';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

async function read(parts: readonly Uint8Array[]): Promise<Buffer[]> {
  const messages: Buffer[] = [];
  const bytes = (async function* () {
    yield* parts;
  })();
  for await (const message of eventMessages(bytes)) messages.push(Buffer.from(message));
  return messages;
}

test('messages are the same however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
      async (bodies, cuts) => {
        const messages = bodies.map((body) => Buffer.from(codec.encode({ headers: {}, body })));
        const bytes = Buffer.concat(messages);
        const parts: Buffer[] = [];
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const length = cuts[n % cuts.length] as number;
          parts.push(bytes.subarray(at, at + length));
          at += length;
        }
        assert.deepEqual(await read(parts), messages);
      },
    ),
    { numRuns: 200 },
  );
});

test('an end within a message, and a length that no message has, are errors', async () => {
  const message = codec.encode({ headers: {}, body: new Uint8Array(20) });
  await assert.rejects(read([message, message.subarray(0, 10)]), /Truncated event message/);
  await assert.rejects(read([message.subarray(0, 3)]), /Truncated event message/);
  await assert.rejects(read([Uint8Array.of(0, 0, 0, 0)]), /Event message of 0 bytes/);
  await assert.rejects(read([Uint8Array.of(0xff, 0xff, 0xff, 0xff)]), /Event message of 4294967295 bytes/);
});
