import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { eventCodec } from '../../../emulators/transcribe/event-codec.ts';
import { SignatureChain, type SignedFrame, verifySeed } from '../../../emulators/transcribe/signature.ts';
import { KEY } from './sdk-client.ts';

const DATE = new Date('2026-03-04T05:06:07.890Z');
const SEED = 'ab'.repeat(32);

const SERVICE = { service: 'transcribe', region: 'us-east-1', credentials: KEY, sha256: Sha256 };
const signer = new SignatureV4(SERVICE);
/** Adds no header for the payload's hash. */
const terseSigner = new SignatureV4({ ...SERVICE, applyChecksum: false });

const chain = () => new SignatureChain(KEY, 'us-east-1', SEED);

/** Signed by the SDK's own signer. */
async function signed(
  payload: Uint8Array,
  priorSignature: string,
  date = DATE,
): Promise<SignedFrame & { readonly hex: string }> {
  const dateHeader = eventCodec.formatHeaders({ ':date': { type: 'timestamp', value: date } });
  const hex = await signer.sign({ headers: dateHeader, payload }, { signingDate: date, priorSignature });
  return { date, dateHeader, payload, signature: Buffer.from(hex, 'hex'), hex };
}

test("a chain of frames signed by the SDK's signer is accepted", async () => {
  const verifier = chain();
  let prior = SEED;
  for (const payload of [Buffer.from('one'), Buffer.from('two'), Buffer.alloc(0)]) {
    const frame = await signed(payload, prior);
    assert.equal(verifier.accepts(frame), true);
    prior = frame.hex;
  }
});

test('a stream that goes on over midnight is accepted: each frame is signed with the key of its day', async () => {
  const verifier = chain();
  const last = await signed(Buffer.from('one'), SEED, new Date('2026-03-04T23:59:59.950Z'));
  const first = await signed(Buffer.from('two'), last.hex, new Date('2026-03-05T00:00:00.050Z'));

  assert.deepEqual([verifier.accepts(last), verifier.accepts(first)], [true, true]);
});

test('a lost frame breaks the chain', async () => {
  const verifier = chain();
  const lost = await signed(Buffer.from('one'), SEED);
  const next = await signed(Buffer.from('two'), lost.hex);

  assert.equal(verifier.accepts(next), false);
});

test('altered audio breaks the chain', async () => {
  const frame = await signed(Buffer.from('one'), SEED);

  assert.equal(chain().accepts({ ...frame, payload: Buffer.from('onf') }), false);
  assert.equal(chain().accepts({ ...frame, signature: frame.signature.subarray(1) }), false);
});

test('a signature for another service is refused', async () => {
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/20260304/us-east-1/polly/aws4_request, ` +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

  const verdict = await verifySeed({ authorization, 'x-amz-date': '20260304T050607Z' }, KEY);

  assert.equal(verdict.ok ? '' : verdict.name, 'InvalidSignatureException');
});

test('what the chain takes for right is what the SDK’s signer signs, and nothing else, whatever the audio', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ payload: fc.uint8Array({ maxLength: 300 }), afterMs: fc.nat(86_400_000) }), {
        maxLength: 4,
      }),
      fc.option(fc.nat(3)),
      async (frames, spoiledAt) => {
        const verifier = chain();
        let [prior, time] = [SEED, DATE.getTime()];
        for (const [i, { payload, afterMs }] of frames.entries()) {
          time += afterMs;
          const frame = await signed(payload, prior, new Date(time));
          const signature = frame.signature.map((byte, at) => (i === spoiledAt && at === 31 ? byte ^ 1 : byte));
          assert.equal(verifier.accepts({ ...frame, signature }), i !== spoiledAt);
          if (i === spoiledAt) return;
          prior = frame.hex;
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a request whose date cannot be read, or is not of the day it names, is refused', async () => {
  const request = { method: 'POST', protocol: 'https:', hostname: '127.0.0.1', path: '/stream-transcription' };
  const { headers } = await terseSigner.sign({ ...request, headers: { host: '127.0.0.1' } }, { signingDate: DATE });
  const opening = { ...headers, ':method': 'POST', ':path': request.path };
  const otherDay = headers.authorization?.replace('/20260304/', '/20260305/') ?? '';

  assert.equal((await verifySeed(opening, KEY)).ok, true);
  for (const date of [undefined, '', 'today', '20261304T050607Z', '20260304T050608Z']) {
    const verdict = await verifySeed({ ...opening, 'x-amz-date': date }, KEY);
    assert.equal(verdict.ok ? '' : verdict.name, 'InvalidSignatureException', String(date));
  }
  assert.equal((await verifySeed({ ...opening, authorization: otherDay }, KEY)).ok, false);
});

test('headers that are not signed may be anything, a signed one may be a browser’s or a proxy’s', async () => {
  const request = {
    method: 'POST',
    protocol: 'https:',
    hostname: '127.0.0.1',
    path: '/a path/x',
    query: { b: '1 2', a: ['2', '1'] },
  };
  const { headers } = await terseSigner.sign(
    { ...request, headers: { host: '127.0.0.1', 'user-agent': 'some  SDK', 'sec-x': 'y' } },
    { signingDate: DATE, signableHeaders: new Set(['user-agent', 'sec-x']) },
  );
  const opening = { ...headers, ':method': 'POST', ':path': `${request.path}?b=1%202&a=2&a=1` };

  assert.equal((await verifySeed({ ...opening, 'x-added': 'on the way', via: 'x' }, KEY)).ok, true);
  assert.equal((await verifySeed({ ...opening, 'user-agent': 'another' }, KEY)).ok, false);
  assert.equal((await verifySeed({ ...opening, ':path': `${request.path}?b=1%202&a=2` }, KEY)).ok, false);
});

for (const [what, more] of [
  ['as the payload’s hash it does not send, that of nothing', {}],
  ['a hash that it sends', { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-EVENTS' }],
] as const) {
  test(`an opening request may sign its host, sent as :authority alone, and ${what}`, async () => {
    const request = { method: 'POST', protocol: 'https:', hostname: '127.0.0.1', path: '/stream-transcription' };
    const { headers } = await terseSigner.sign(
      { ...request, headers: { host: '127.0.0.1', ...more } },
      { signingDate: DATE },
    );
    const { host, ...sent } = headers;
    const opening = { ...sent, ':method': 'POST', ':authority': host, ':path': request.path };

    const right = await verifySeed(opening, KEY);
    const elsewhere = await verifySeed({ ...opening, ':authority': 'example.com' }, KEY);
    const hashed = await verifySeed({ ...opening, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, KEY);

    assert.deepEqual([right.ok, elsewhere.ok, hashed.ok], [true, false, false]);
  });
}
