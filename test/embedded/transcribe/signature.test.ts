import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { eventCodec } from '../../../src/embedded/transcribe/event-codec.ts';
import { SignatureChain, type SignedFrame, verifySeed } from '../../../src/embedded/transcribe/signature.ts';
import { KEY } from './sdk-client.ts';

const DATE = new Date('2026-03-04T05:06:07.890Z');
const SCOPE = '20260304/us-east-1/transcribe/aws4_request';
const SEED = 'ab'.repeat(32);

const signer = new SignatureV4({
  service: 'transcribe',
  region: 'us-east-1',
  credentials: KEY,
  sha256: Sha256,
});

function chain(): SignatureChain {
  const key = SCOPE.split('/').reduce(
    (secret: string | Buffer, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${KEY.secretAccessKey}`,
  );
  return new SignatureChain(key, SCOPE, SEED);
}

/** Signed by the SDK's own signer. */
async function signed(payload: Uint8Array, priorSignature: string): Promise<SignedFrame & { readonly hex: string }> {
  const dateHeader = eventCodec.formatHeaders({ ':date': { type: 'timestamp', value: DATE } });
  const hex = await signer.sign({ headers: dateHeader, payload }, { signingDate: DATE, priorSignature });
  return { date: DATE, dateHeader, payload, signature: Buffer.from(hex, 'hex'), hex };
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
