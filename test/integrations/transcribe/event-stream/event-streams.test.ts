import assert from 'node:assert/strict';
import test from 'node:test';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { AudioBody } from '../../../../src/integrations/transcribe/event-stream/audio-body.ts';
import { eventStreams } from '../../../../src/integrations/transcribe/event-stream/event-streams.ts';

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/transcribe/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;

const codec = new EventStreamCodec(toUtf8, fromUtf8);

function silence(): AudioBody {
  const audio = (async function* () {
    yield new Uint8Array(640);
  })();
  return new AudioBody(audio, () => assert.fail('the audio broke'));
}

/** Sends a request as the SDK does. @returns its body, as far as it came. */
async function sent(
  { body, headers }: { body: unknown; headers: Record<string, string> },
  config: { systemClockOffset?: number } = {},
): Promise<Uint8Array[]> {
  const handler = eventStreams.eventStreamPayloadHandlerProvider({ credentials: async () => KEYS, ...config } as never);
  const next = async (args: { request: { body: AsyncIterable<Uint8Array> } }) => {
    const frames: Uint8Array[] = [];
    for await (const frame of args.request.body) frames.push(frame);
    return frames as never;
  };
  return (await handler.handle(
    next as never,
    { request: { headers }, input: { AudioStream: body } } as never,
    {} as never,
  )) as never;
}

function sentAt(frames: readonly Uint8Array[]): number {
  const date = codec.decode(frames[0] as Uint8Array).headers[':date']?.value as Date;
  return date.getTime();
}

test('an event bears the time of the service’s clock, and our own until that is known', async () => {
  const signed = { authorization: AUTHORIZATION };
  const before = Date.now();
  const ours = sentAt(await sent({ body: silence(), headers: signed }));
  const theirs = sentAt(await sent({ body: silence(), headers: signed }, { systemClockOffset: 3_600_000 }));
  const after = Date.now();
  assert.ok(before <= ours && ours <= after, `${ours} is not between ${before} and ${after}`);
  assert.ok(before + 3_600_000 <= theirs && theirs <= after + 3_600_000, `${theirs} is not an hour on`);
});

test('a request that is not signed, or whose body is no audio, is not sent', async () => {
  await assert.rejects(sent({ body: silence(), headers: {} }), /not signed/);
  await assert.rejects(sent({ body: 'words', headers: { authorization: AUTHORIZATION } }), /not an AudioBody/);
});
