import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type SignedRequest, signatureProblem } from '../../src/integrations/delivery/signature.ts';

const isSignedBy = (...given: Parameters<typeof signatureProblem>) => signatureProblem(...given) === undefined;

const KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'delivery-secret' };

/** What the real client signs, as it arrives. */
async function signedRequests(connectionId: string, credentials = KEY): Promise<SignedRequest[]> {
  const requests: SignedRequest[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const [path = '', rawQuery = ''] = (incoming.url ?? '').split('?');
      requests.push({
        method: incoming.method ?? '',
        path,
        rawQuery,
        headers: new Map(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(parts),
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new ApiGatewayManagementApiClient({
    endpoint: `http://127.0.0.1:${port}/prod`,
    region: 'eu-west-1',
    credentials,
  });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from('{"type":"audio"}') }));
  await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  return requests;
}

test('what the AWS client signs with the delivery key is accepted, odd connection ids included', async () => {
  for (const id of ['abc123', 'L0SM9cOFvHcCIhw=', 'a/b+c d@e']) {
    for (const request of await signedRequests(id)) assert.equal(isSignedBy(KEY, request, Date.now()), true, id);
  }
});

test('another secret, another key, a changed body, path or method are refused', async () => {
  const [request] = await signedRequests('abc123');
  assert.ok(request);
  const now = Date.now();

  assert.equal(isSignedBy({ ...KEY, secretAccessKey: 'other' }, request, now), false);
  assert.equal(isSignedBy({ ...KEY, accessKeyId: 'OTHER' }, request, now), false);
  assert.equal(isSignedBy(KEY, { ...request, body: Buffer.from('{}') }, now), false);
  assert.equal(isSignedBy(KEY, { ...request, path: '/prod/%40connections/other' }, now), false);
  assert.equal(isSignedBy(KEY, { ...request, method: 'DELETE' }, now), false);
});

test('a signature older than five minutes, or none, or one without the host, is refused', async () => {
  const [request] = await signedRequests('abc123');
  assert.ok(request);
  const authorization = request.headers.get('authorization') ?? '';
  const withHeader = (name: string, value: string) => ({
    ...request,
    headers: new Map([...request.headers, [name, value]]),
  });

  assert.equal(isSignedBy(KEY, request, Date.now() + 6 * 60_000), false);
  assert.equal(isSignedBy(KEY, { ...request, headers: new Map() }, Date.now()), false);
  assert.equal(isSignedBy(KEY, withHeader('authorization', 'Bearer x'), Date.now()), false);
  assert.equal(isSignedBy(KEY, withHeader('x-amz-date', 'yesterday'), Date.now()), false);
  const withoutHost = authorization.replace('host;', '');
  assert.notEqual(withoutHost, authorization);
  assert.equal(isSignedBy(KEY, withHeader('authorization', withoutHost), Date.now()), false);
});

test('a delivery that is not taken is refused for a reason from a closed list', async () => {
  const [request] = await signedRequests('abc123');
  assert.ok(request);
  const now = Date.now();
  const authorization = request.headers.get('authorization') ?? '';
  const withAuthorization = (value: string) => ({
    ...request,
    headers: new Map([...request.headers, ['authorization', value]]),
  });

  assert.deepEqual(
    [
      signatureProblem(KEY, request, now),
      signatureProblem({ ...KEY, secretAccessKey: 'other' }, request, now),
      signatureProblem({ ...KEY, accessKeyId: 'OTHER' }, request, now),
      signatureProblem(KEY, request, now + 400_000),
      signatureProblem(KEY, request, now - 400_000),
      signatureProblem(KEY, { ...request, headers: new Map() }, now),
      signatureProblem(KEY, withAuthorization(authorization.replace('host;', '')), now),
    ],
    [undefined, 'signature', 'otherKey', 'clock', 'clock', 'unsigned', 'hostNotSigned'],
  );
});

/** Signed as the SDK signs, with whatever query and headers. */
async function signedByHand(query: Record<string, string | string[]>, headers: Record<string, string> = {}) {
  const signer = new SignatureV4({ service: 'execute-api', region: 'eu-west-1', credentials: KEY, sha256: Sha256 });
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'https:',
    hostname: 'rostrum.example',
    path: '/@connections/abc',
    query,
    headers: { host: 'rostrum.example', ...headers },
    body: 'x',
  });
  return {
    method: 'POST',
    path: '/@connections/abc',
    rawQuery: new URLSearchParams(
      Object.entries(query).flatMap(([name, values]) =>
        [values].flat().map((value): [string, string] => [name, value]),
      ),
    ).toString(),
    headers: new Map(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from('x'),
  };
}

test('a query is signed by name and then by value, and a changed one is refused', async () => {
  const request = await signedByHand({ 'a-b': '1', a: ['2', '10'], B: "it's (a) *", c: '' });

  assert.equal(isSignedBy(KEY, request, Date.now()), true);
  assert.equal(isSignedBy(KEY, { ...request, rawQuery: `${request.rawQuery}&d=1` }, Date.now()), false);
  assert.equal(isSignedBy(KEY, { ...request, rawQuery: '' }, Date.now()), false);
});

test('spaces in a signed header are one space, and a signed header that is taken away is missed', async () => {
  const request = await signedByHand({}, { 'x-note': '  a   b ' });
  const without = new Map(request.headers);
  without.delete('x-note');

  assert.equal(isSignedBy(KEY, request, Date.now()), true);
  assert.equal(isSignedBy(KEY, { ...request, headers: without }, Date.now()), false);
});

test('a signature for another service, with a date that is none, or cut short is refused', async () => {
  const request = await signedByHand({});
  const authorization = request.headers.get('authorization') ?? '';
  const changed = (name: string, value: string) => ({
    ...request,
    headers: new Map([...request.headers, [name, value] as const]),
  });

  for (const [from, to] of [
    ['/execute-api/', '/s3/'],
    ['Signature=', 'Signature='.slice(0, -1)],
    [/.{4}$/, ''],
    [/Credential=[^/]+/, 'Credential='],
  ] as const) {
    assert.equal(isSignedBy(KEY, changed('authorization', authorization.replace(from, to)), Date.now()), false);
  }
  const [, day = ''] = /Credential=[^/]+\/(\d{8})/.exec(authorization) ?? [];
  for (const date of [day, `${day}T000000`, `${day}T999999Z`, '']) {
    assert.equal(isSignedBy(KEY, changed('x-amz-date', date), Date.now()), false, date);
  }
});
