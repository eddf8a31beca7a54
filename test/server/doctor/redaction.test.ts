import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRedaction } from '../../../src/server/doctor/redaction.ts';

const clean = (text: string, environment: Record<string, string> = {}, known: string[] = []) =>
  createRedaction(environment, known)(text);

for (const name of [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'DELIVERY_SECRET_ACCESS_KEY',
  'DELIVERY_ACCESS_KEY_ID',
  'INSIDE_TOKEN',
  'DOCTOR_TOKEN',
  'MY_API_KEY',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
]) {
  test(`the value of ${name} is removed wherever it appears`, () => {
    assert.equal(clean('a marker+/=42 b marker+/=42', { [name]: 'marker+/=42' }), 'a [removed] b [removed]');
  });
}

test('a secret whose end was cut off is removed, with all of it that is there', () => {
  const environment = { A_SECRET: 'marker-0123456789-abcdefghij', B_SECRET: 'marker' };

  assert.equal(clean('x marker-0123456789-abc', environment), 'x [removed]');
  assert.equal(clean('x (marker-0123456789-abcX), marker-01234567', environment), 'x ([removed]X), marker-01234567');
  assert.equal(clean('marker-0123456789-abcdefghij', environment), '[removed]');
});

test('addresses and ARNs that begin like a secret one stay', () => {
  const environment = {
    MY_CREDENTIALS_URI: 'http://169.254.170.2/v2/marker',
    A_SECRET_ARN: 'arn:aws:secretsmanager:x',
  };

  assert.equal(
    clean('http://169.254.170.2/other arn:aws:secretsmanager:x', environment),
    'http://169.254.170.2/other arn:aws:secretsmanager:x',
  );
  assert.equal(clean('http://169.254.170.2/v2/marker', environment), '[removed]');
});

test('names of files, and values that are no secret, stay', () => {
  const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token', AWS_REGION: 'eu-central-1' };

  assert.equal(clean('/var/run/token in eu-central-1', environment), '/var/run/token in eu-central-1');
});

test('a short value stays: it would take words out of the text', () => {
  assert.equal(clean('a test of a test', { AWS_SECRET_ACCESS_KEY: 'test' }), 'a test of a test');
});

test('the headers for the collector are removed one by one, with and without the scheme, plain and encoded', () => {
  const environment = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20marker-one-1,x-key=marker-two-2' };

  for (const text of ['marker-one-1', 'Bearer marker-one-1', 'Bearer%20marker-one-1', 'marker-two-2']) {
    assert.doesNotMatch(clean(`said ${text} here`, environment), /marker/, text);
  }
});

test('a secret that is part of a longer one leaves nothing of it behind', () => {
  const environment = { A_SECRET: 'marker-1', B_SECRET: 'marker-1-and-more' };

  assert.equal(clean('marker-1-and-more', environment), '[removed]');
});

test('a token that is known from elsewhere is removed', () => {
  assert.equal(clean('not marker-token!', {}, ['marker-token']), 'not [removed]!');
});

test('what looks like a secret is removed, wherever it comes from', () => {
  assert.equal(clean('got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbg.'), 'got [removed].');
  assert.equal(clean('http://ada:lovelace@example.com/x'), 'http://[removed]@example.com/x');
  assert.equal(
    clean('/x?token=abc&language=es&X-Amz-Signature=def'),
    '/x?token=[removed]&language=es&X-Amz-Signature=[removed]',
  );
  assert.equal(clean('authorization: Bearer abcdefgh.1'), 'authorization: Bearer [removed]');
  assert.equal(clean('-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- end'), '[removed] end');
});

test('a percent sign that encodes nothing is no problem', () => {
  assert.equal(clean('100%-marker', { A_SECRET: '100%-marker' }), '[removed]');
});
