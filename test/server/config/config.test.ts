import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { envExample } from '../../../scripts/env-example.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { AWS_ENVIRONMENT } from '../../support/boot/aws-environment.ts';

function listProblems(environment: Record<string, string>): readonly string[] {
  const result = readConfig(environment);
  return result.ok ? [] : result.problems;
}

test('with an empty environment the embedded mode starts on loopback', () => {
  const result = readConfig({});

  assert.ok(result.ok);
  assert.equal(result.config.mode, 'embedded');
  assert.equal(result.config.host, '127.0.0.1');
  assert.equal(result.config.port, 8080);
});

test('AWS mode listens everywhere, and knows its function', () => {
  const result = readConfig(AWS_ENVIRONMENT);

  assert.ok(result.ok);
  assert.equal(result.config.host, '0.0.0.0');
  assert.equal(result.config.aws.functionName, 'pipeline');
});

test('AWS mode names every variable it misses, one line each', () => {
  const problems = listProblems({ ROSTRUM_MODE: 'aws' });

  assert.equal(problems.length, 7);
  assert.ok(
    problems.every((line) => /^[A-Z_]+ is not set\. .*Required in AWS mode/.test(line)),
    problems.join('|'),
  );
});

test('half a delivery key is one line, in either mode', () => {
  const { DELIVERY_SECRET_ACCESS_KEY: _, ...half } = AWS_ENVIRONMENT;

  assert.deepEqual(listProblems(half), [
    'DELIVERY_SECRET_ACCESS_KEY is not set. Secret of DELIVERY_ACCESS_KEY_ID. Required in AWS mode.',
  ]);
  assert.deepEqual(listProblems({ DELIVERY_ACCESS_KEY_ID: 'AKIA' }), [
    'DELIVERY_ACCESS_KEY_ID is set and DELIVERY_SECRET_ACCESS_KEY is not: set both, or neither',
  ]);
});

test('pings at more than half of the idle time stop the start with one line; at half of it they do not', () => {
  assert.deepEqual(listProblems({ PING_INTERVAL_MS: '60001' }), [
    'PING_INTERVAL_MS must be at most half of IDLE_TIMEOUT_MS (120000), not 60001',
  ]);
  assert.deepEqual(listProblems({ PING_INTERVAL_MS: '60000' }), []);
  assert.deepEqual(listProblems({ IDLE_TIMEOUT_MS: '49999' }), [
    'PING_INTERVAL_MS must be at most half of IDLE_TIMEOUT_MS (49999), not 25000',
  ]);
  assert.deepEqual(listProblems({ IDLE_TIMEOUT_MS: '50000' }), []);
  assert.deepEqual(listProblems({ IDLE_TIMEOUT_MS: '3000', PING_INTERVAL_MS: '1500' }), []);
});

test('every wrong value is one line that names its variable', () => {
  const wrong: Record<string, string> = {
    ROSTRUM_MODE: 'azure',
    PORT: '70000',
    LOG_LEVEL: 'loud',
    EMBEDDED_ASR: 'ears',
    SUPPORTED_LANGUAGES: 'es,klingon',
    TLS_CERT_FILE: '/no/such/file',
    DELIVERY_ACCESS_KEY_ID: 'AKIA',
    IDLE_TIMEOUT_MS: 'soon',
  };

  for (const [name, value] of Object.entries(wrong)) {
    const problems = listProblems({ [name]: value });
    assert.ok(problems.length >= 1, name);
    assert.ok(
      problems.every((line) => line.includes(name) && !line.includes('\n')),
      problems.join('|'),
    );
  }
});

test('URLs of the issuer are checked in AWS mode', () => {
  assert.deepEqual(listProblems({ ...AWS_ENVIRONMENT, AUTH_JWKS_URL: 'nowhere' }), [
    'AUTH_JWKS_URL must be a URL, such as https://id.example.com',
  ]);
});

test('an empty variable counts as not set', () => {
  const result = readConfig({ PORT: '  ', ALLOWED_ORIGINS: '' });

  assert.ok(result.ok);
  assert.equal(result.config.port, 8080);
  assert.deepEqual(result.config.allowedOrigins, []);
});

test('as many streams as an account has in AWS mode, more on this machine, unless told otherwise', () => {
  const streamsOf = (environment: Record<string, string>) => {
    const result = readConfig(environment);
    assert.ok(result.ok);
    return result.config.session.maxStreams;
  };

  assert.deepEqual(
    [streamsOf(AWS_ENVIRONMENT), streamsOf({}), streamsOf({ ...AWS_ENVIRONMENT, TRANSCRIBE_MAX_STREAMS: '7' })],
    [25, 500, 7],
  );
});

test('table calls are retried and breakers open as the contract says, unless told otherwise', () => {
  const result = readConfig({});
  const other = readConfig({ DYNAMODB_ATTEMPTS: '5', BREAKER_OPEN_MS: '1' });

  assert.ok(result.ok && other.ok);
  const { attempts, baseMs, capMs } = result.config.tableCalls;
  assert.deepEqual([attempts, baseMs, capMs], [3, 100, 2_000]);
  assert.deepEqual(result.config.breaker, { failures: 5, openMs: 5_000 });
  assert.deepEqual([other.config.tableCalls.attempts, other.config.breaker.openMs], [5, 1]);
});

test('a limit under its old name stops the start and names its successor; an empty one counts as not set', () => {
  const old = {
    CONNECTS_PER_MINUTE: ['CONNECTS_REFUSED_PER_MINUTE', 'CONNECTS_ACCEPTED_PER_MINUTE'],
    JOINS_PER_MINUTE: ['UNKNOWN_SESSIONS_PER_MINUTE'],
    LOOKUP_MISSES_PER_MINUTE: ['UNKNOWN_SESSIONS_PER_MINUTE'],
  };

  for (const [name, successors] of Object.entries(old)) {
    const [line = '', ...others] = listProblems({ [name]: '20' });
    assert.deepEqual(others, []);
    assert.ok(line.startsWith(`${name} is no longer read`) && successors.every((word) => line.includes(word)), line);
    assert.deepEqual(listProblems({ [name]: ' ' }), []);
  }
  assert.equal(listProblems({ CONNECTS_PER_MINUTE: '1', JOINS_PER_MINUTE: '1', PORT: 'x' }).length, 3);
});

test('each rate has a burst of its own', () => {
  const result = readConfig({ AUDIO_BURST: '70', CONTROL_BURST: '7', STATUS_BURST: '1', PLAYBACK_REPORT_BURST: '4' });
  const shipped = readConfig({});

  assert.ok(result.ok && shipped.ok);
  const { audio, control, status, report } = result.config.connectionRates;
  assert.deepEqual(
    [audio, control, status, report].map(({ burst }) => burst),
    [70, 7, 1, 4],
  );
  assert.deepEqual(shipped.config.connectionRates.audio, { rate: 50, burst: 50 });
  assert.deepEqual(shipped.config.connectionRates.control, { rate: 10, burst: 10 });
  assert.deepEqual(shipped.config.connectionRates.status, { rate: 2, burst: 3 });
  assert.deepEqual(shipped.config.connectionRates.report, { rate: 2, burst: 2 });
});

test('.env.example lists every setting with its default', () => {
  assert.equal(readFileSync('.env.example', 'utf8'), envExample());
});
