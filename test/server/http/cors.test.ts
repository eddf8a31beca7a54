import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corsHeadersFor, PREFLIGHT } from '../../../src/server/http/cors.ts';

const CONFIG = { mode: 'aws', host: '0.0.0.0', allowedOrigins: ['https://talks.example'] } as const;

test('an origin that is allowed is named, never *, and may read the headers that say when and how to ask again', () => {
  const headers = new Map([
    ['origin', 'https://talks.example'],
    ['host', 'rostrum.example'],
  ]);

  assert.deepEqual(corsHeadersFor(headers, CONFIG), {
    vary: 'origin',
    'access-control-allow-origin': 'https://talks.example',
    'access-control-expose-headers': 'allow, retry-after',
  });
});

test('without an origin, and for one that is not allowed, a cache is told no more than that answers differ', () => {
  for (const headers of [new Map(), new Map([['origin', '']]), new Map([['origin', 'https://evil.example']])]) {
    assert.deepEqual(corsHeadersFor(headers, CONFIG), { vary: 'origin' });
  }
});

test('a preflight is good for ten minutes, and lets a page send its token and its body', () => {
  const { status, headers } = PREFLIGHT;

  assert.deepEqual([status, headers?.['access-control-max-age']], [204, '600']);
  assert.equal(headers?.['access-control-allow-headers'], 'authorization, content-type');
  assert.equal(headers?.['access-control-allow-credentials'], undefined);
});
