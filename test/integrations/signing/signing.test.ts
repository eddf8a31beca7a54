import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAuthorization } from '../../../src/integrations/signing/authorization.ts';
import { dayOf, SigningKey, SigningTime } from '../../../src/integrations/signing/signing-key.ts';

test('the key of a day is that of AWS’s own example', () => {
  const key = new SigningKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', { region: 'us-east-1', service: 'iam' });

  assert.equal(key.of('20150830').toString('hex'), 'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9');
});

test('each day has its own key, and it is made once', () => {
  const key = new SigningKey('secret', { region: 'eu-west-1', service: 'lambda' });
  const first = key.of('20261121');

  assert.equal(key.of('20261121'), first);
  assert.notDeepEqual(key.of('20261122'), first);
  assert.deepEqual(key.of('20261121'), first, 'a clock that is set back');
});

test('a time has seconds, and changes with them', () => {
  const time = new SigningTime();
  const noon = Date.UTC(2026, 10, 21, 12);

  assert.equal(time.of(noon), '20261121T120000Z');
  assert.equal(time.of(noon + 999.9), '20261121T120000Z');
  assert.equal(time.of(noon + 1_000), '20261121T120001Z');
  assert.equal(time.of(noon - 1), '20261121T115959Z');
  assert.equal(dayOf(time.of(noon)), '20261121');
});

test('a header in the SDK’s form is read; one in any other form is not', () => {
  const signature = 'ab'.repeat(32);
  const scope = 'AKID/20261121/eu-west-1/lambda/aws4_request';
  const header = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;

  assert.deepEqual(parseAuthorization(header), {
    ...{ accessKeyId: 'AKID', region: 'eu-west-1', service: 'lambda', signature },
    signedHeaders: ['host', 'x-amz-date'],
  });
  for (const other of [
    '',
    'Bearer abc',
    header.replace('HMAC-SHA256', 'ECDSA-P256-SHA256'),
    header.slice(0, -1),
    header.replace('SignedHeaders', 'Signed'),
    header.replace('/eu-west-1', ''),
    header.replaceAll(', ', ','),
  ]) {
    assert.equal(parseAuthorization(other), undefined, other);
  }
});
