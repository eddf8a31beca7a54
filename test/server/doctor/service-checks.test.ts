import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { examineIssuer } from '../../../src/integrations/tokens/issuer-examination.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import type { Finding } from '../../../src/server/doctor/check.ts';
import { certificateCheck, lookAtCertificate } from '../../../src/server/doctor/services/certificate.ts';
import { readCertificates } from '../../../src/server/doctor/services/certificate-file.ts';
import { judgeCertificate } from '../../../src/server/doctor/services/certificate-judgement.ts';
import { judgeIssuer } from '../../../src/server/doctor/services/issuer.ts';
import { headersOf, judgePost, metricsCheck, tracesCheck } from '../../../src/server/doctor/services/telemetry.ts';
import { makeCertificateChain } from '../../support/certificate-chain.ts';
import { ES, jwk, RS, startIssuer } from '../../support/issuer.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import type { Ending } from '../../support/test-server.ts';

const LONG_ENOUGH = AbortSignal.timeout(60_000);
const DAY_MS = 86_400_000;

function expect(finding: Finding, verdict: Finding['verdict'], said: RegExp, fix?: RegExp): void {
  assert.equal(finding.verdict, verdict, JSON.stringify(finding));
  assert.match(finding.said, said);
  if (fix !== undefined) assert.match(('fix' in finding && finding.fix) || '', fix);
}

const AT = { issuer: 'https://id.example.com', jwksUrl: 'https://id.example.com/jwks' };
const KEYS = { ok: true, published: 2, usable: 1 } as const;
const DISCOVERY = { ok: true, ...AT } as const;

for (const [what, seen, verdict, said, fix] of [
  ['the right one', { discovery: DISCOVERY, keys: KEYS }, 'passed', /1 of 2 keys can be used/, undefined],
  [
    'one that names no key set',
    { discovery: { ...DISCOVERY, jwksUrl: undefined }, keys: KEYS },
    'passed',
    /1 of 2/,
    undefined,
  ],
  [
    'another name',
    { discovery: { ...DISCOVERY, issuer: 'https://id.example.com/' }, keys: KEYS },
    'failed',
    /calls itself https:\/\/id\.example\.com\/, and AUTH_ISSUER is/,
    /slash/,
  ],
  [
    'no name',
    { discovery: { ...DISCOVERY, issuer: undefined }, keys: KEYS },
    'failed',
    /calls itself nothing/,
    /the claim iss/,
  ],
  [
    'another key set',
    { discovery: { ...DISCOVERY, jwksUrl: 'https://other' }, keys: KEYS },
    'warned',
    /names https:\/\/other/,
    /Set AUTH_JWKS_URL=https:\/\/other/,
  ],
  [
    'no discovery',
    { discovery: { ok: false, problem: new Error('404') }, keys: KEYS },
    'warned',
    /cannot be seen: 404/,
    /letter by letter/,
  ],
  [
    'no keys',
    { discovery: DISCOVERY, keys: { ok: false, problem: new Error('refused') } },
    'failed',
    /no keys from .*: refused/,
    /every speaker is refused/,
  ],
  ['no usable key', { discovery: DISCOVERY, keys: { ...KEYS, usable: 0 } }, 'failed', /none of the 2 keys/, /key set/],
] as const) {
  test(`issuer: ${what} has ${verdict}`, () => expect(judgeIssuer(seen, AT), verdict, said, fix));
}

test('issuer: keys for encryption, of other algorithms and of other curves do not count', async (t) => {
  const issuer = await startIssuer(t);
  const es = await jwk(ES.publicKey, 'es', 'ES256');
  const rs = await jwk(RS.publicKey, 'rs', 'RS256');
  const { alg: _, ...unnamed } = es;
  issuer.publish(
    es,
    rs,
    unnamed,
    { ...rs, use: 'enc' },
    { ...rs, alg: 'PS256' },
    { kty: 'oct', k: 'AAAA' },
    { ...es, crv: 'P-384' },
    { kty: 'RSA' },
  );
  const at = { issuer: new URL('.', issuer.jwksUrl).origin, jwksUrl: issuer.jwksUrl };

  const { keys } = await examineIssuer(at, LONG_ENOUGH);

  assert.deepEqual(keys, { ok: true, published: 8, usable: 3 });
});

test('issuer: its own words are read, and answers that are none are problems', async (t) => {
  const issuer = await startIssuer(t);
  const at = { issuer: `${new URL(issuer.jwksUrl).origin}/`, jwksUrl: issuer.jwksUrl };
  issuer.body = JSON.stringify({ issuer: 'https://me', jwks_uri: 'https://keys' });

  const seen = await examineIssuer(at, LONG_ENOUGH);
  assert.deepEqual(seen.discovery, { ok: true, issuer: 'https://me', jwksUrl: 'https://keys' });
  assert.match(String(seen.keys.ok || seen.keys.problem), /not a key set/);

  issuer.body = JSON.stringify({ issuer: 7, jwks_uri: [] });
  assert.deepEqual((await examineIssuer(at, LONG_ENOUGH)).discovery, {
    ok: true,
    issuer: undefined,
    jwksUrl: undefined,
  });

  issuer.status = 404;
  const gone = await examineIssuer(at, LONG_ENOUGH);
  assert.match(String(gone.discovery.ok || gone.discovery.problem), /answered 404/);
  assert.equal(gone.keys.ok, false);
});

const NOW = Date.UTC(2026, 5, 15);
const SOUND = { validFrom: NOW - DAY_MS, validTo: NOW + 90 * DAY_MS, problem: undefined };
const FAILED = { verdict: 'failed', said: 'not trusted', fix: 'Mend it.' } as const;

for (const [what, seen, verdict, said] of [
  ['a sound one', SOUND, 'passed', /valid until 2026-09-13 \(90 days\)/],
  ['21 days left', { ...SOUND, validTo: NOW + 21 * DAY_MS }, 'passed', /21 days/],
  [
    'less than 21 days left',
    { ...SOUND, validTo: NOW + 21 * DAY_MS - 1 },
    'warned',
    /expires in 20 days, on 2026-07-05/,
  ],
  ['one that has expired', { ...SOUND, validTo: NOW - 1, problem: FAILED }, 'failed', /expired on 2026-06-14/],
  ['one of tomorrow', { ...SOUND, validFrom: NOW + 1 }, 'failed', /not valid before 2026-06-15/],
  ['one that is not trusted', { ...SOUND, validTo: NOW + DAY_MS, problem: FAILED }, 'failed', /not trusted/],
  ['a doubtful one', { ...SOUND, problem: { ...FAILED, verdict: 'warned' } }, 'warned', /not trusted/],
] as const) {
  test(`certificates: ${what} has ${verdict}`, () => expect(judgeCertificate(seen, NOW), verdict, said));
}

async function serve(t: Ending, options: { cert: string; key: string }): Promise<number> {
  const server = createServer(options).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => void server.close());
  return (server.address() as AddressInfo).port;
}

test('certificate: one whose authority is unknown is not trusted, with what to do', async (t) => {
  const { cert, key } = await makeCertificateChain(t, { days: 90 });
  const port = await serve(t, { cert, key });

  const finding = judgeCertificate(await lookAtCertificate('127.0.0.1', port, LONG_ENOUGH), Date.now());

  expect(finding, 'failed', /not trusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE/, /intermediate/);
});

test('certificate: an address without TLS warns, and one of this machine needs none', async () => {
  const read = readConfig({});
  assert.ok(read.ok);
  const at = (url: string) =>
    certificateCheck.run({ config: read.config, environment: {}, url, token: undefined }, LONG_ENOUGH);

  expect(await at('http://live.example.com'), 'warned', /no microphone/, /TLS/);
  for (const url of ['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:8080']) {
    expect(await at(url), 'skipped', /no certificate is needed/);
  }
});

test('certificate: where no TLS is spoken it says so', async (t) => {
  const collector = await startOtlpReceiver(t);

  await assert.rejects(lookAtCertificate('127.0.0.1', collector.port, LONG_ENOUGH), /SSL|EPROTO|wrong version|packet/i);
  const read = readConfig({});
  assert.ok(read.ok);
  const at = { config: read.config, environment: {}, url: `https://127.0.0.1:${collector.port}`, token: undefined };
  // Not the advice for a chain that is not whole.
  expect(await certificateCheck.run(at, LONG_ENOUGH), 'failed', /no certificate to see/, /give it as http:\/\//);
});

test('certificate-file: a chain for the public name is sound', async (t) => {
  const { ca, cert } = await makeCertificateChain(t);

  assert.equal(readCertificates(cert + ca, '127.0.0.1').problem, undefined);
  assert.equal(readCertificates(cert + ca, undefined).problem, undefined);
});

test('certificate-file: one for another name, one alone, or one signed by itself warns', async (t) => {
  const { ca, cert } = await makeCertificateChain(t, { name: 'DNS:live.example.com', days: 5 });

  assert.equal(readCertificates(cert + ca, 'live.example.com').problem, undefined);
  for (const host of ['other.example.com', '127.0.0.1']) {
    const { problem } = readCertificates(cert + ca, host);
    // A proxy may have a certificate for the public name; where it has none, the check certificate fails.
    assert.equal(problem?.verdict, 'warned');
    assert.match(problem?.said ?? '', new RegExp(`not for ${host}`));
  }
  assert.match(readCertificates(cert, undefined).problem?.said ?? '', /only the server’s certificate/);
  assert.match(readCertificates(ca, undefined).problem?.said ?? '', /signed by itself/);
  expect(judgeCertificate(readCertificates(cert + ca, undefined), Date.now()), 'warned', /expires in [45] days/);
  assert.throws(() => readCertificates('nothing', undefined), /no certificate in PEM form/);
});

for (const [posted, verdict, said, fix] of [
  [{ ok: true, status: 200 }, 'passed', /takes traces/, undefined],
  [{ ok: true, status: 202 }, 'passed', /takes traces/, undefined],
  [{ ok: true, status: 401 }, 'failed', /answered 401, so nobody will see traces/, /HEADERS/],
  [{ ok: true, status: 403 }, 'failed', /answered 403/, /HEADERS/],
  [{ ok: true, status: 404 }, 'failed', /answered 404/, /4318/],
  [{ ok: true, status: 405 }, 'failed', /answered 405/, /4318/],
  [{ ok: true, status: 302 }, 'failed', /answered 302/, undefined],
  [
    { ok: false, problem: new Error('ECONNREFUSED') },
    'failed',
    /no answer from http:\/\/c, so nobody will see traces: ECONNREFUSED/,
    undefined,
  ],
] as const) {
  test(`traces: ${JSON.stringify(posted)} has ${verdict}`, () =>
    expect(judgePost('traces', 'http://c', posted), verdict, said, fix));
}

test('traces and metrics: an empty document is posted to each address, with the headers that the exporter would send', async (t) => {
  const collector = await startOtlpReceiver(t);
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
  const read = readConfig(environment);
  assert.ok(read.ok);
  const surroundings = { config: read.config, environment, url: undefined, token: undefined };

  expect(await tracesCheck.run(surroundings, LONG_ENOUGH), 'passed', /\/v1\/traces takes traces/);
  expect(await metricsCheck.run(surroundings, LONG_ENOUGH), 'passed', /\/v1\/metrics takes metrics/);
  assert.deepEqual(collector.paths, ['/v1/traces', '/v1/metrics']);
  assert.deepEqual(collector.bodies, ['{"resourceSpans":[]}', '{"resourceMetrics":[]}']);
});

test('traces and metrics: nothing is posted where nothing is sent', async () => {
  const read = readConfig({});
  assert.ok(read.ok);
  const surroundings = { config: read.config, environment: {}, url: undefined, token: undefined };

  for (const check of [tracesCheck, metricsCheck]) {
    expect(await check.run(surroundings, LONG_ENOUGH), 'skipped', /are sent/);
  }
});

test('the exporter’s headers are read as OpenTelemetry reads them', () => {
  const environment = {
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-a = 1=2 ,broken,=none',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-b=100%',
  };

  assert.deepEqual(headersOf(environment, 'TRACES'), { authorization: 'Basic YTpi', 'x-a': '1=2' });
  assert.deepEqual(headersOf(environment, 'METRICS'), { 'x-b': '100%' });
  assert.deepEqual(headersOf({}, 'TRACES'), {});
});
