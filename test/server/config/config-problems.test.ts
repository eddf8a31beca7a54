import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOfConfig } from '../../../src/server/config/config-problems.ts';
import { readSettings } from '../../../src/server/config/settings.ts';

const listProblems = (environment: Record<string, string>) => problemsOfConfig(readSettings(environment).values);

test('every problem is one line that names the variable, what is wrong, and what would be right', () => {
  for (const [environment, line] of [
    [{ ROSTRUM_MODE: 'azure' }, 'ROSTRUM_MODE must be one of embedded, aws, not "azure"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of debug, info, warn, error, silent, not "loud"'],
    [{ TRANSLATION_SEGMENTS: 'word' }, 'TRANSLATION_SEGMENTS must be one of clause, sentence, result, not "word"'],
    [{ INSIDE_TOKEN: 'short' }, 'INSIDE_TOKEN must have 16 characters or more, not 5'],
    [{ RATE_CLOSE_MS: '5000' }, 'RATE_CLOSE_MS must be more than RATE_WARNING_MS (5000), not 5000'],
    [{ TLS_CERT_FILE: '/c.pem' }, 'TLS_CERT_FILE is set and TLS_KEY_FILE is not: set both, or neither'],
    [{ TLS_KEY_FILE: '/k.pem' }, 'TLS_KEY_FILE is set and TLS_CERT_FILE is not: set both, or neither'],
    [
      { DELIVERY_SECRET_ACCESS_KEY: 's' },
      'DELIVERY_SECRET_ACCESS_KEY is set and DELIVERY_ACCESS_KEY_ID is not: set both, or neither',
    ],
    [
      { AWS_ENDPOINT_URL_DYNAMODB: 'db:8000' },
      'AWS_ENDPOINT_URL_DYNAMODB must be a URL that begins with http:// or https://',
    ],
    [
      { TRUSTED_PROXIES: '10.0.0.1,proxy' },
      'TRUSTED_PROXIES: "proxy" is neither an address nor a CIDR block such as 10.0.0.0/8 or fd00::/8',
    ],
  ] as const) {
    assert.deepEqual(listProblems(environment), [line]);
  }
});

test('what goes together is no problem', () => {
  assert.deepEqual(listProblems({}), []);
  assert.deepEqual(listProblems({ DELIVERY_ACCESS_KEY_ID: 'i', DELIVERY_SECRET_ACCESS_KEY: 's' }), []);
  assert.deepEqual(listProblems({ INSIDE_TOKEN: 'x'.repeat(16), RATE_CLOSE_MS: '5001' }), []);
});

test('a secret that is too short is not repeated', () => {
  assert.ok(!listProblems({ INSIDE_TOKEN: 'markerphrase' }).join().includes('markerphrase'));
});
