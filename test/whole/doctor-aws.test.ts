import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import {
  ACCOUNT,
  decision,
  json,
  jsonError,
  quotas,
  recovery,
  startAwsAccount,
  xmlError,
} from '../support/aws-account.ts';
import { examine, runDoctorProcess } from '../support/doctor-process.ts';
import { startIssuer } from '../support/issuer.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import type { Ending } from '../support/test-server.ts';
import { TEST_ACCOUNT_SETTINGS } from '../support/test-store.ts';

/** The checks that ask AWS itself, without those that are paid for. */
const OF_AWS = ['credentials', 'clock', 'tables', 'rows', 'ttl', 'backups', 'pipeline', 'transcribe', 'quota'];
/** No credentials but those of the environment, wherever this runs. */
const NO_OTHER_CREDENTIALS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
  AWS_CONFIG_FILE: '/nonexistent',
};

/** An account, an issuer and a collector, with the settings that lead to them. */
async function startSurroundings(t: Ending) {
  const account = await startAwsAccount(t);
  const issuer = await startIssuer(t);
  const { origin } = new URL(issuer.jwksUrl);
  issuer.body = JSON.stringify({ ...(JSON.parse(issuer.body) as object), issuer: origin, jwks_uri: issuer.jwksUrl });
  const collector = await startOtlpReceiver(t);
  const settings: Record<string, string> = {
    ...TEST_ACCOUNT_SETTINGS,
    ...NO_OTHER_CREDENTIALS,
    AWS_ENDPOINT_URL: account.endpoint,
    AWS_ACCOUNT_ID: ACCOUNT,
    TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
    AUTH_ISSUER: origin,
    AUTH_AUDIENCE: 'rostrum',
    AUTH_JWKS_URL: issuer.jwksUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  };
  return { account, issuer, collector, settings };
}

test('in a sound account every check passes, the paid one too', async (t) => {
  const { account, settings } = await startSurroundings(t);
  const transcribe = await startTranscribeEndpoint({ recogniser: 'stamped' });
  t.after(() => transcribe.close());

  const { code, said } = await examine(t, ['--paid'], {
    ...settings,
    AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: transcribe.endpoint,
  });

  assert.equal(code, 0, JSON.stringify(said, undefined, 2));
  for (const id of [...OF_AWS, 'transcribe-stream', 'issuer', 'traces', 'metrics'])
    assert.match(said[id] ?? '', /^passed: /, id);
  assert.equal(said.region, 'skipped: the address is given (AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING)');
  assert.equal(said.engines, 'skipped: AWS mode uses Amazon’s engines');
  const operations = new Set(account.asked.map(({ operation }) => operation));
  for (const operation of ['PutItem', 'UpdateItem', 'CreateTable']) assert.ok(!operations.has(operation), operation);
});

test('without --paid no stream is opened, and with --offline nobody is asked anything', async (t) => {
  const { account, collector, issuer, settings } = await startSurroundings(t);

  const { code, said } = await examine(t, ['--offline', '--paid'], settings);

  assert.equal(code, 0, JSON.stringify(said, undefined, 2));
  for (const id of [...OF_AWS, 'transcribe-stream', 'issuer', 'traces', 'metrics', 'region']) {
    assert.equal(said[id], 'skipped: it uses the network (--offline)', id);
  }
  assert.deepEqual([account.asked.length, collector.paths.length, issuer.requests], [0, 0, 0]);
  const unpaid = await examine(t, ['--only', 'transcribe-stream'], settings);
  assert.equal(unpaid.said['transcribe-stream'], 'skipped: it costs money (--paid)');
});

test('in a broken account each check fails or warns by itself, with what to do', async (t) => {
  const { account, collector, issuer, settings } = await startSurroundings(t);
  const late = new Date(Date.now() - 3_600_000).toUTCString();
  for (const [operation, answer] of [
    ['HEAD', { headers: { date: late } }],
    ['SimulatePrincipalPolicy', decision('implicitDeny')],
    ['ListServiceQuotas', quotas([['Number of concurrent HTTP/2 streams for streaming transcription', 5]])],
    ['DescribeTable', jsonError('ResourceNotFoundException', 'Requested resource not found')],
    ['GetItem', jsonError('AccessDeniedException', 'not authorized to perform: dynamodb:GetItem')],
    ['DescribeTimeToLive', json({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } })],
    ['DescribeContinuousBackups', recovery('DISABLED')],
    [
      'Invoke',
      jsonError(
        'AccessDeniedException',
        `not authorized on resource: arn:aws:lambda:eu-west-1:${ACCOUNT}:function:pipeline`,
        403,
      ),
    ],
  ] as const) {
    account.answers.set(operation, answer);
  }
  collector.status = 404;
  issuer.body = '{"keys":[]}';

  const { code, report, said } = await examine(t, [], { ...settings, AWS_ACCOUNT_ID: '999999999999' });

  assert.equal(code, 1);
  assert.deepEqual(
    [
      'credentials',
      'tables',
      'rows',
      'ttl',
      'backups',
      'pipeline',
      'transcribe',
      'quota',
      'issuer',
      'traces',
      'metrics',
    ].map((id) => said[id]),
    [
      `failed: these are credentials of account ${ACCOUNT} (arn:aws:sts::${ACCOUNT}:assumed-role/rostrum-server/task-1), and AWS_ACCOUNT_ID is 999999999999`,
      'failed: there is no table Sessions; there is no table Connections',
      'failed: not allowed: AccessDeniedException: not authorized to perform: dynamodb:GetItem',
      'failed: Sessions: time to live is off; its attribute is expiresAt; Connections: time to live is off; its attribute is ttl',
      'warned: Sessions has no point-in-time recovery; Connections has no point-in-time recovery',
      `failed: not allowed: AccessDeniedException: not authorized on resource: arn:aws:lambda:eu-west-1:${ACCOUNT}:function:pipeline`,
      'failed: transcribe:StartStreamTranscription is not allowed: no policy allows it',
      'failed: quota 5, TRANSCRIBE_MAX_STREAMS 25: Amazon Transcribe would refuse speakers',
      `failed: none of the 0 keys of ${issuer.jwksUrl} can verify an RS256 or ES256 signature`,
      `failed: ${collector.endpoint}/v1/traces answered 404, so nobody will see traces`,
      `failed: ${collector.endpoint}/v1/metrics answered 404, so nobody will see metrics`,
    ],
  );
  // The date of its answer is made before the doctor starts.
  assert.match(said.clock ?? '', /^failed: 36\d\d s ahead: AWS refuses signatures that are 300 s off$/);
  for (const { id, verdict, fix } of report.checks) {
    if (verdict === 'failed' || verdict === 'warned') assert.match(fix ?? '', /^[A-Z]\w+ .*\.$/, id);
  }
});

test('without credentials every check of the account points to that one', async (t) => {
  const { settings } = await startSurroundings(t);

  const { said } = await examine(t, ['--only', OF_AWS.join()], {
    ...settings,
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
  });

  assert.match(said.credentials ?? '', /^failed: no credentials were found/);
  assert.match(said.clock ?? '', /^passed/);
  for (const id of ['tables', 'rows', 'ttl', 'backups', 'pipeline', 'transcribe', 'quota']) {
    assert.match(said[id] ?? '', /^failed: no usable credentials/, id);
  }
});

test('an account that takes questions and answers none costs each check its time, and no more', async (t) => {
  const { settings } = await startSurroundings(t);
  const silent = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());

  const { code, said } = await examine(t, ['--only', [...OF_AWS, 'issuer'].join()], {
    ...settings,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
  });

  assert.equal(code, 1);
  for (const id of OF_AWS) assert.match(said[id] ?? '', /^(failed|warned): (no answer|it gave no answer)/, id);
  assert.match(said.issuer ?? '', /^passed/);
});

test('no secret is in any output, however it came into an error', async (t) => {
  const { account, settings } = await startSurroundings(t);
  const secrets = {
    AWS_SECRET_ACCESS_KEY: 'marker-secret-key',
    AWS_SESSION_TOKEN: 'marker-session-token',
    DELIVERY_SECRET_ACCESS_KEY: 'marker-delivery-secret',
    INSIDE_TOKEN: 'marker-inside-token-long',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20marker-bearer,x-key=marker-header',
    DOCTOR_TOKEN: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXJrZXIifQ.c2lnbmF0dXJl',
  };
  const everything = Object.values(secrets).join(' ').replace('%20', ' ');
  for (const operation of ['GetCallerIdentity', 'SimulatePrincipalPolicy']) {
    account.answers.set(operation, xmlError('Refused', everything));
  }
  for (const operation of [
    'DescribeTable',
    'DescribeTimeToLive',
    'DescribeContinuousBackups',
    'ListServiceQuotas',
    'GetItem',
    'Query',
    'Invoke',
  ]) {
    account.answers.set(operation, jsonError('RefusedException', everything));
  }
  const environment = {
    ...settings,
    ...secrets,
    AUTH_JWKS_URL: 'http://ada:marker-password@127.0.0.1:9/keys?token=marker-query',
    AUTH_ISSUER: 'http://127.0.0.1:9/marker-is-no-secret',
    LOG_LEVEL: 'debug',
  };

  for (const args of [
    [],
    ['--json'],
    ['--bogus', 'marker-argument'],
    ['marker-argument'],
    ['--token', 'marker-token', '--url', 'http://127.0.0.1:9'],
  ]) {
    const run = runDoctorProcess(t, args, environment);
    await run.exited;
    const text = `${run.stdout()}${run.stderr()}`.replaceAll('marker-is-no-secret', '');
    assert.doesNotMatch(text, /marker|eyJ/, args.join(' '));
    assert.notEqual(text, '');
  }
});
