import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import { askIdentity } from '../../../src/integrations/account/caller-identity.ts';
import { dryRun } from '../../../src/integrations/account/dry-run.ts';
import { findAddress, streamingHost } from '../../../src/integrations/account/region-address.ts';
import { askClock } from '../../../src/integrations/account/service-clock.ts';
import { simulatePermission, toPolicySource } from '../../../src/integrations/account/simulated-permission.ts';
import { askStreamQuotas } from '../../../src/integrations/account/stream-quotas.ts';
import {
  describeExpiry,
  describeRecovery,
  describeTable,
  WANTED_TABLES,
} from '../../../src/integrations/account/table-description.ts';
import { openTrialStream } from '../../../src/integrations/account/trial-stream.ts';
import {
  ACCOUNT,
  type AwsAccount,
  decision,
  json,
  jsonError,
  quotas,
  ROLE_SESSION,
  recovery,
  startAwsAccount,
  xmlError,
} from '../../support/aws-account.ts';
import type { Ending } from '../../support/test-server.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../../support/test-store.ts';

const LONG_ENOUGH = AbortSignal.timeout(60_000);

const at = ({ endpoint }: Pick<AwsAccount, 'endpoint'>) => ({
  region: TEST_REGION,
  endpoint,
  credentials: TEST_CREDENTIALS,
});

/** Where nobody listens any more. fetch refuses the low ports by itself. */
async function addressOfNobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

async function start(t: Ending) {
  const account = await startAwsAccount(t);
  return { account, options: at(account) };
}

test('the caller’s account and ARN are read from STS, over the real client', async (t) => {
  const { account, options } = await start(t);

  assert.deepEqual(await askIdentity(options, LONG_ENOUGH), {
    ok: true,
    value: { account: ACCOUNT, arn: ROLE_SESSION },
  });
  assert.match(account.asked[0]?.authorization ?? '', /Credential=AKIATEST\/\d+\/eu-west-1\/sts\//);
});

for (const [code, kind] of [
  ['ExpiredToken', 'expired'],
  ['InvalidClientTokenId', 'unknownKey'],
  ['SignatureDoesNotMatch', 'signature'],
  ['AccessDenied', 'denied'],
  ['Throttling', 'throttled'],
] as const) {
  test(`STS’s ${code} is the problem ${kind}`, async (t) => {
    const { account, options } = await start(t);
    account.answers.set('GetCallerIdentity', xmlError(code, 'said so'));

    const outcome = await askIdentity(options, LONG_ENOUGH);

    assert.equal(outcome.ok || outcome.problem.kind, kind);
  });
}

test('a refused signature is not quoted: its message contains the signed request', async (t) => {
  const { account, options } = await start(t);
  account.answers.set('GetCallerIdentity', xmlError('SignatureDoesNotMatch', 'x-amz-security-token:marker'));

  assert.doesNotMatch(JSON.stringify(await askIdentity(options, LONG_ENOUGH)), /marker/);
});

test('an endpoint where nobody listens is unreachable', async () => {
  const outcome = await askIdentity(at({ endpoint: 'http://127.0.0.1:1' }), LONG_ENOUGH);

  assert.equal(outcome.ok || outcome.problem.kind, 'unreachable');
  assert.match(outcome.ok ? '' : outcome.problem.said, /ECONNREFUSED/);
});

test('the clock is compared with the date of an answer, and nothing is signed', async (t) => {
  const { account, options } = await start(t);
  const date = new Date(1_700_000_000_000).toUTCString();
  account.answers.set('HEAD', { status: 302, headers: { date } });

  assert.deepEqual(await askClock(options, LONG_ENOUGH, () => 1_700_000_060_500), {
    ok: true,
    value: { aheadMs: 60_000 },
  });
  assert.deepEqual(account.asked, [{ operation: 'HEAD', body: '', authorization: '' }]);
});

test('an answer with an unreadable date, and no answer, are problems', async (t) => {
  const { account, options } = await start(t);
  account.answers.set('HEAD', { headers: { date: 'today' } });

  const undated = await askClock(options, LONG_ENOUGH);
  assert.match(undated.ok ? '' : undated.problem.said, /has no date/);
  const nobody = await askClock(at({ endpoint: await addressOfNobody() }), LONG_ENOUGH);
  assert.equal(nobody.ok || nobody.problem.kind, 'unreachable');
});

test('IAM is asked about the role of a session, in the region that is used', async (t) => {
  const { account, options } = await start(t);
  const arn = toPolicySource(ROLE_SESSION) ?? '';
  const ask = () => simulatePermission(options, { arn, action: 'transcribe:StartStreamTranscription' }, LONG_ENOUGH);

  assert.deepEqual(await ask(), { ok: true, value: 'allowed' });
  const sent = new URLSearchParams(account.asked[0]?.body);
  assert.equal(sent.get('PolicySourceArn'), `arn:aws:iam::${ACCOUNT}:role/rostrum-server`);
  assert.equal(sent.get('ContextEntries.member.1.ContextKeyValues.member.1'), TEST_REGION);
  for (const word of ['implicitDeny', 'explicitDeny'] as const) {
    account.answers.set('SimulatePrincipalPolicy', decision(word));
    assert.deepEqual(await ask(), { ok: true, value: word });
  }
  // A condition on the VPC endpoint: only a real request has one.
  account.answers.set('SimulatePrincipalPolicy', decision('implicitDeny', 'aws:SourceVpce'));
  assert.deepEqual(await ask(), { ok: true, value: 'unclear' });
  account.answers.set('SimulatePrincipalPolicy', xmlError('NoSuchEntity', 'no such role', 404));
  const unknown = await ask();
  assert.equal(unknown.ok || unknown.problem.kind, 'notFound');
});

test('users and roles have policies to simulate; the root user and federated users have none', () => {
  const user = 'arn:aws:iam::123456789012:user/team/ada';
  assert.equal(toPolicySource(user), user);
  assert.equal(toPolicySource('arn:aws-cn:sts::1:assumed-role/r/s'), 'arn:aws-cn:iam::1:role/r');
  assert.equal(toPolicySource('arn:aws:iam::123456789012:root'), undefined);
  assert.equal(toPolicySource('arn:aws:sts::123456789012:federated-user/ada'), undefined);
});

test('quotas are found by name on every page, and those of other services are not taken', async (t) => {
  const { account, options } = await start(t);
  account.answers.set('ListServiceQuotas', (body) =>
    (JSON.parse(body) as { NextToken?: string }).NextToken === undefined
      ? quotas(
          [
            ['Number of concurrent HTTP/2 streams for streaming transcription (Medical)', 1],
            ['Number of concurrent WebSocket requests', 2],
            ['Number of concurrent batch transcription jobs', 250],
          ],
          'more',
        )
      : quotas([
          ['Number of concurrent HTTP/2 streams for streaming transcription', 40],
          ['Transactions per second, StartStreamTranscription operation', 30],
        ]),
  );

  assert.deepEqual(await askStreamQuotas(options, LONG_ENOUGH), { ok: true, value: { streams: 40, openings: 30 } });
  account.answers.set('ListServiceQuotas', quotas([['Number of concurrent HTTP/2 requests', 7]]));
  assert.deepEqual(await askStreamQuotas(options, LONG_ENOUGH), {
    ok: true,
    value: { streams: 7, openings: undefined },
  });
  account.answers.set('ListServiceQuotas', jsonError('AccessDeniedException', 'not authorized'));
  const denied = await askStreamQuotas(options, LONG_ENOUGH);
  assert.equal(denied.ok || denied.problem.kind, 'denied');
});

test('a table as the server creates it has the keys and the index that are wanted', async (t) => {
  const { options } = await start(t);

  for (const [key, name] of [
    ['sessions', 'Sessions'],
    ['connections', 'Connections'],
  ] as const) {
    const seen = await describeTable(options, name, LONG_ENOUGH);
    assert.ok(seen.ok);
    const { keys, index } = WANTED_TABLES[key];
    assert.deepEqual(seen.value.keys, keys);
    assert.deepEqual(seen.value.indexes, index === undefined ? [] : [{ ...index, status: 'ACTIVE' }]);
  }
});

test('expiry and recovery are read, and what an endpoint leaves out counts as off', async (t) => {
  const { account, options } = await start(t);

  assert.deepEqual(await describeExpiry(options, 'Sessions', LONG_ENOUGH), {
    ok: true,
    value: { status: 'ENABLED', attribute: 'expiresAt' },
  });
  assert.deepEqual(await describeRecovery(options, 'Sessions', LONG_ENOUGH), { ok: true, value: true });
  account.answers.set('DescribeTimeToLive', json({}));
  account.answers.set('DescribeContinuousBackups', recovery('DISABLED'));
  assert.deepEqual(await describeExpiry(options, 'Sessions', LONG_ENOUGH), {
    ok: true,
    value: { status: 'DISABLED', attribute: undefined },
  });
  assert.deepEqual(await describeRecovery(options, 'Sessions', LONG_ENOUGH), { ok: true, value: false });
});

test('a missing table, and an endpoint that has no such call, are told apart', async (t) => {
  const { account, options } = await start(t);
  account.answers.set('DescribeTable', jsonError('ResourceNotFoundException', 'Requested resource not found'));
  account.answers.delete('DescribeTimeToLive');

  const missing = await describeTable(options, 'Sessions', LONG_ENOUGH);
  assert.equal(missing.ok || missing.problem.kind, 'notFound');
  const unknown = await describeExpiry(options, 'Sessions', LONG_ENOUGH);
  assert.equal(unknown.ok || unknown.problem.kind, 'unsupported');
});

test('a page in place of an answer is not taken for one', async (t) => {
  const { account, options } = await start(t);
  account.answers.set('DescribeTable', { body: '<!doctype html><p>marker', headers: { 'content-type': 'text/html' } });

  assert.deepEqual(await describeTable(options, 'Sessions', LONG_ENOUGH), {
    ok: false,
    problem: { kind: 'unsupported', said: 'the answer cannot be read as one of AWS' },
  });
});

for (const status of [403, 404]) {
  test(`an answer ${status} that names no error of AWS says nothing about tables, functions or permissions`, async (t) => {
    const { account, options } = await start(t);
    const page = { status, body: '', headers: { server: 'proxy' } };
    for (const call of ['DescribeTable', 'Invoke', 'GetCallerIdentity']) account.answers.set(call, page);

    for (const seen of [
      await describeTable(options, 'Sessions', LONG_ENOUGH),
      await dryRun(options, 'pipeline', LONG_ENOUGH),
      await askIdentity(options, LONG_ENOUGH),
    ]) {
      const problem = { kind: 'unsupported', said: `an answer ${status} that names no error of AWS` };
      assert.deepEqual(seen, { ok: false, problem });
    }
  });
}

test('a dry run asks Lambda and runs nothing', async (t) => {
  const { account, options } = await start(t);

  assert.deepEqual(await dryRun(options, 'pipeline', LONG_ENOUGH), { ok: true, value: 204 });
  account.answers.set('Invoke', jsonError('AccessDeniedException', 'User is not authorized', 403));
  const denied = await dryRun(options, 'pipeline', LONG_ENOUGH);
  assert.equal(denied.ok || denied.problem.kind, 'denied');
});

test('a trial stream opens at the local Transcribe, takes silence and ends clean', async (t) => {
  const transcribe = await startTranscribeEndpoint({ recogniser: 'stamped' });
  t.after(() => transcribe.close());

  assert.deepEqual(await openTrialStream(at(transcribe), 'en', LONG_ENOUGH), { type: 'ended', clean: true });
});

test('a trial stream that nobody takes ends with its failure', async () => {
  const end = await openTrialStream(at({ endpoint: 'http://127.0.0.1:1' }), 'en', LONG_ENOUGH);

  assert.equal(end.clean || end.failure, 'connectionLost');
});

test('the host of a region’s streams is the SDK’s, and a name without an address is told with the resolver’s code', async () => {
  assert.equal(streamingHost('eu-west-1'), 'transcribestreaming.eu-west-1.amazonaws.com');
  assert.equal(streamingHost('cn-north-1'), 'transcribestreaming.cn-north-1.amazonaws.com.cn');
  assert.equal(await findAddress('x', async () => ({ address: '192.0.2.1' })), undefined);
  const nowhere = async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
  assert.equal(await findAddress('x', nowhere), 'ENOTFOUND');
});
