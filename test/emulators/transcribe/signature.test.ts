import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
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

test('a signature for another service is refused', () => {
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/20260304/us-east-1/polly/aws4_request, ` +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

  const verdict = verifySeed({ authorization, 'x-amz-date': '20260304T050607Z' }, KEY);

  assert.equal(verdict.ok ? '' : verdict.name, 'InvalidSignatureException');
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

    const right = verifySeed(opening, KEY);
    const elsewhere = verifySeed({ ...opening, ':authority': 'example.com' }, KEY);
    const hashed = verifySeed({ ...opening, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, KEY);

    assert.deepEqual([right.ok, elsewhere.ok, hashed.ok], [true, false, false]);
  });
}
