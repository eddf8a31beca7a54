import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpRequest } from '@smithy/core/protocols';
import { InvokeTemplate } from '../../../src/integrations/lambda/invoke-template.ts';
import { SdkInvoke } from '../../../src/integrations/lambda/sdk-invoke.ts';
import { KEYS } from './both-ways.ts';

const BODIES = ['{}', '{"other":"body"}'].map((text) => Buffer.from(text)) as [Buffer, Buffer];

/** Two requests as the SDK signs them, changed. */
async function samples(change: (request: HttpRequest, nth: number) => Partial<HttpRequest> = () => ({})) {
  const options = { functionName: 'pipeline', region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', credentials: KEYS };
  const sdk = new SdkInvoke(options);
  const [one, two] = [await sdk.signed(BODIES[0]), await sdk.signed(BODIES[1])];
  sdk.close();
  const changed = [one, two].map((request, nth) => new HttpRequest({ ...request, ...change(request, nth) }));
  return changed as [HttpRequest, HttpRequest];
}

test('requests that the SDK signs make a template', async () => {
  assert.ok(InvokeTemplate.of(await samples(), KEYS) !== undefined);
});

test('a template signs nothing that the SDK would sign otherwise', async () => {
  const withHeader = (headers: Record<string, string>) =>
    samples((request) => ({ headers: { ...request.headers, ...headers } }));
  const ways: Readonly<Record<string, [HttpRequest, HttpRequest]>> = {
    'another signature': await withHeader({ authorization: 'Bearer token' }),
    'no signature': await samples(({ headers: { authorization: _, ...headers } }) => ({ headers })),
    'a header that depends on the body': await samples(({ headers, body }) => ({
      headers: { ...headers, 'x-amz-checksum': String(body.length) },
    })),
    'a header that depends on the call': await samples(({ headers }, nth) => ({
      headers: { ...headers, traceparent: String(nth) },
    })),
    'a changed header that is signed': await withHeader({ 'content-type': 'text/plain' }),
    'a missing header': await samples(({ headers: { 'amz-sdk-invocation-id': _, ...headers } }) => ({ headers })),
    'a missing header that is signed': await samples(({ headers: { 'content-type': _, ...headers } }) => ({ headers })),
    'another order of headers': await samples(({ headers }, nth) => ({
      headers: nth === 0 ? headers : Object.fromEntries(Object.entries(headers).reverse()),
    })),
    'another path for each call': await samples((_, nth) => ({ path: `/${nth}` })),
    'another method': await samples(() => ({ method: 'PUT' })),
    'a body that is not bytes': await samples(() => ({ body: '{}' })),
  };

  for (const [what, requests] of Object.entries(ways)) {
    assert.equal(InvokeTemplate.of(requests, KEYS), undefined, what);
  }
});

test('credentials that were renewed while the SDK signed make no template', async () => {
  const requests = await samples();

  assert.equal(InvokeTemplate.of(requests, { ...KEYS, accessKeyId: 'AKIDOTHER' }), undefined);
  assert.equal(InvokeTemplate.of(requests, { ...KEYS, secretAccessKey: 'other' }), undefined);
});
