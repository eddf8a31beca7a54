import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsProblem, ProblemKind } from '../../../src/integrations/account/call-outcome.ts';
import { WANTED_TABLES } from '../../../src/integrations/account/table-description.ts';
import { judgeClock } from '../../../src/server/doctor/aws/clock.ts';
import { judgeIdentity } from '../../../src/server/doctor/aws/credentials.ts';
import { judgePipeline } from '../../../src/server/doctor/aws/pipeline.ts';
import { judgeQuotas } from '../../../src/server/doctor/aws/quota.ts';
import { judgeRegion } from '../../../src/server/doctor/aws/region.ts';
import { judgeReads } from '../../../src/server/doctor/aws/rows.ts';
import { judgeExpiry, judgeRecovery, judgeTable, worstOf } from '../../../src/server/doctor/aws/tables.ts';
import { judgePermission, judgeStream } from '../../../src/server/doctor/aws/transcribe.ts';
import { unanswered } from '../../../src/server/doctor/aws/unanswered.ts';
import type { Finding } from '../../../src/server/doctor/check.ts';
import { ROLE_SESSION } from '../../support/aws-account.ts';

const well = <Value>(value: Value) => ({ ok: true, value }) as const;
const badly = (kind: ProblemKind, said = `${kind} was said`) =>
  ({ ok: false, problem: { kind, said } as AwsProblem }) as const;

/** Compares the verdict, and looks for words in what is said and advised. */
function expect(finding: Finding, verdict: Finding['verdict'], said: RegExp, fix?: RegExp): void {
  assert.equal(finding.verdict, verdict, JSON.stringify(finding));
  assert.match(finding.said, said);
  if (fix !== undefined) assert.match(('fix' in finding && finding.fix) || '', fix);
}

const QUESTION = { permission: 'dynamodb:DescribeTable', resource: 'the table Sessions' };

for (const [kind, needed, onlyAsked, fix] of [
  ['noCredentials', 'failed', 'failed', /check credentials first/],
  ['expired', 'failed', 'failed', /check credentials first/],
  ['unknownKey', 'failed', 'failed', /check credentials first/],
  ['signature', 'failed', 'failed', /check credentials first/],
  ['denied', 'failed', 'warned', /Allow dynamodb:DescribeTable on the table Sessions/],
  ['unreachable', 'failed', 'warned', /Let this machine reach/],
  ['throttled', 'warned', 'warned', /again in a minute/],
  ['unsupported', 'failed', 'skipped', undefined],
  ['other', 'failed', 'warned', /what AWS says about dynamodb:DescribeTable/],
  ['notFound', 'failed', 'warned', /what AWS says/],
] as const) {
  test(`a question that ended with ${kind} is ${needed} if the server needs the answer, else ${onlyAsked}`, () => {
    const { problem } = badly(kind);

    expect(unanswered(problem, { ...QUESTION, isNeeded: true }), needed, new RegExp(`${kind} was said`), fix);
    expect(unanswered(problem, { ...QUESTION, isNeeded: false }), onlyAsked, new RegExp(`${kind} was said`), fix);
  });
}

const ANYONE = { account: undefined, functionName: 'pipeline' };
const identity = well({ account: '123456789012', arn: ROLE_SESSION });

test('credentials: the account and the role are said', () => {
  expect(judgeIdentity(identity, ANYONE), 'passed', /^account 123456789012, arn:aws:sts/);
  expect(judgeIdentity(identity, { ...ANYONE, account: '123456789012' }), 'passed', /123456789012/);
});

for (const [kind, said, fix] of [
  ['noCredentials', /no credentials were found/, /role/],
  ['expired', /have expired/, /Renew/],
  ['unknownKey', /does not know this access key/, /new key/],
  ['signature', /does not accept the signature/, /clock/],
] as const) {
  test(`credentials: ${kind} is a failure of its own`, () =>
    expect(judgeIdentity(badly(kind), ANYONE), 'failed', said, fix));
}

test('credentials: a network that does not reach STS warns: the server does not ask it', () => {
  expect(judgeIdentity(badly('unreachable'), ANYONE), 'warned', /no answer/, /the server itself does not ask this/);
  expect(judgePermission(badly('unreachable'), undefined), 'warned', /no answer/);
});

test('credentials: those of another account than AWS_ACCOUNT_ID fail', () => {
  const finding = judgeIdentity(identity, { ...ANYONE, account: '999999999999' });

  expect(
    finding,
    'failed',
    /of account 123456789012 .* AWS_ACCOUNT_ID is 999999999999/,
    /Use credentials of account 999999999999/,
  );
});

test('credentials: a function in another account, and the root user, warn', () => {
  const functionName = 'arn:aws:lambda:eu-west-1:999999999999:function:pipeline';
  expect(judgeIdentity(identity, { ...ANYONE, functionName }), 'warned', /function is in account 999999999999/);
  const own = functionName.replace('999999999999', '123456789012');
  expect(judgeIdentity(identity, { ...ANYONE, functionName: own }), 'passed', /123456789012/);
  const root = well({ account: '123456789012', arn: 'arn:aws:iam::123456789012:root' });
  expect(judgeIdentity(root, ANYONE), 'warned', /root user/, /Use a role/);
});

test('region: a host that has no address fails', () => {
  expect(judgeRegion('eu-west-1', 'host', undefined), 'passed', /eu-west-1: host/);
  expect(judgeRegion('eu-nowhere-1', 'host', 'ENOTFOUND'), 'failed', /eu-nowhere-1: host has no address \(ENOTFOUND\)/);
});

for (const [aheadMs, verdict, said] of [
  [0, 'passed', /right/],
  [-1_999, 'passed', /right/],
  [29_999, 'passed', /30 s ahead/],
  [30_000, 'warned', /30 s ahead/],
  [-239_999, 'warned', /240 s behind/],
  [-240_000, 'failed', /240 s behind: AWS refuses signatures that are 300 s off/],
  [3_600_000, 'failed', /3600 s ahead/],
] as const) {
  test(`clock: ${aheadMs} ms ahead has ${verdict}`, () => expect(judgeClock(well({ aheadMs })), verdict, said));
}

test('clock: without an answer it fails', () => expect(judgeClock(badly('unreachable')), 'failed', /no answer/));

const WANTED = WANTED_TABLES.connections;
const INDEX = { ...WANTED.index, status: 'ACTIVE' } as NonNullable<typeof WANTED.index> & { status: string };
const TABLE = { status: 'ACTIVE', keys: WANTED.keys, indexes: [INDEX] };

test('tables: a table with its keys and its index passes, while it is changed too', () => {
  expect(judgeTable('Connections', well(TABLE), WANTED), 'passed', /Connections is ACTIVE/);
  expect(judgeTable('Connections', well({ ...TABLE, status: 'UPDATING' }), WANTED), 'passed', /UPDATING/);
  const sessions = { status: 'ACTIVE', keys: WANTED_TABLES.sessions.keys, indexes: [] };
  expect(judgeTable('Sessions', well(sessions), WANTED_TABLES.sessions), 'passed', /Sessions/);
});

for (const [what, table, said] of [
  ['one that is being made', { ...TABLE, status: 'CREATING' }, /is CREATING, not ACTIVE/],
  ['another key', { ...TABLE, keys: ['id HASH'] }, /has the keys id HASH, not connectionId HASH/],
  ['a second key', { ...TABLE, keys: [...WANTED.keys, 'at RANGE'] }, /has the keys connectionId HASH, at RANGE/],
  ['no index', { ...TABLE, indexes: [] }, /the index sessionId-targetLanguage-index is missing/],
  [
    'an index with other keys',
    { ...TABLE, indexes: [{ ...INDEX, keys: ['sessionId HASH'] }] },
    /index .* has the keys sessionId HASH, not sessionId HASH, targetLanguage RANGE/,
  ],
  [
    'an index without the rows',
    { ...TABLE, indexes: [{ ...INDEX, projection: 'KEYS_ONLY' }] },
    /projects KEYS_ONLY, not ALL/,
  ],
  ['an index that is being made', { ...TABLE, indexes: [{ ...INDEX, status: 'CREATING' }] }, /index .* is CREATING/],
] as const) {
  test(`tables: ${what} fails`, () => expect(judgeTable('Connections', well(table), WANTED), 'failed', said));
}

test('tables: one that is not there fails, and one that may not be looked at warns with the permission', () => {
  expect(judgeTable('Sessions', badly('notFound'), WANTED), 'failed', /there is no table Sessions/, /deploy\//);
  expect(
    judgeTable('Sessions', badly('denied'), WANTED),
    'warned',
    /not allowed/,
    /dynamodb:DescribeTable on the table Sessions/,
  );
});

test('rows: what cannot be read is told by what stopped it', () => {
  const TABLES = { sessions: 'Sessions', connections: 'Connections' };
  const judge = (kind: ProblemKind) => judgeReads(badly(kind), TABLES);

  expect(judgeReads(well(undefined), TABLES), 'passed', /Sessions and the index of Connections can be read/);
  expect(judge('notFound'), 'failed', /Sessions, Connections or its index is not there/, /check tables/);
  expect(judge('denied'), 'failed', /not allowed/, /dynamodb:GetItem .* dynamodb:Query .* the server does not start/);
  expect(judge('expired'), 'failed', /no usable credentials/);
  expect(judge('unreachable'), 'failed', /no answer/);
});

test('ttl: off, or by another attribute, fails; not allowed to look warns', () => {
  const judge = (status: string, attribute?: string) =>
    judgeExpiry('Sessions', well({ status, attribute }), { ttl: 'expiresAt' });

  expect(judge('ENABLED', 'expiresAt'), 'passed', /Sessions by expiresAt/);
  expect(judge('ENABLING', 'expiresAt'), 'passed', /Sessions/);
  expect(judge('DISABLED'), 'failed', /time to live is off; its attribute is expiresAt/);
  expect(judge('ENABLED', 'ttl'), 'failed', /expire by ttl, not by expiresAt/);
  expect(judgeExpiry('Sessions', badly('denied'), { ttl: 'x' }), 'warned', /not allowed/, /DescribeTimeToLive/);
  expect(judgeExpiry('Sessions', badly('unsupported'), { ttl: 'x' }), 'skipped', /cannot say/);
  expect(judgeExpiry('Sessions', badly('notFound'), { ttl: 'x' }), 'failed', /no table/);
});

test('backups: without recovery it warns', () => {
  expect(judgeRecovery('Sessions', well(true)), 'passed', /has point-in-time recovery/);
  expect(judgeRecovery('Sessions', well(false)), 'warned', /no point-in-time recovery/);
  expect(judgeRecovery('Sessions', badly('denied')), 'warned', /not allowed/, /DescribeContinuousBackups/);
});

test('of two tables the worse one counts; of two alike both are said', () => {
  const passed: Finding = { verdict: 'passed', said: 'a' };
  const failed: Finding = { verdict: 'failed', said: 'b', fix: 'B.' };
  const skipped: Finding = { verdict: 'skipped', said: 'c' };

  assert.deepEqual(worstOf([passed, failed]), failed);
  assert.deepEqual(worstOf([failed, skipped]), failed);
  assert.deepEqual(worstOf([passed, skipped]), skipped);
  assert.deepEqual(worstOf([failed, { ...failed, said: 'd', fix: 'D.' }]), {
    verdict: 'failed',
    said: 'b; d',
    fix: 'B. D.',
  });
  assert.deepEqual(worstOf([failed, failed]), failed);
  assert.deepEqual(worstOf([passed, { verdict: 'passed', said: 'e' }]), { verdict: 'passed', said: 'a; e' });
});

const FUNCTION = { functionName: 'pipeline', region: 'eu-west-1' };

test('pipeline: 204 is the answer to a dry run that may be done', () => {
  expect(judgePipeline(well(204), FUNCTION), 'passed', /pipeline may be invoked/);
  expect(judgePipeline(well(200), FUNCTION), 'warned', /with 200, not 204/, /AWS_ENDPOINT_URL_LAMBDA/);
});

test('pipeline: a function that is not there fails, and one in another region says so', () => {
  expect(judgePipeline(badly('notFound'), FUNCTION), 'failed', /no function pipeline in eu-west-1\.$/);
  const functionName = 'arn:aws:lambda:us-east-1:123456789012:function:pipeline';
  expect(
    judgePipeline(badly('notFound'), { ...FUNCTION, functionName }),
    'failed',
    /an ARN of us-east-1, and AWS_REGION is eu-west-1/,
  );
});

test('pipeline: one that may not be invoked fails with the permission and the ARN', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:pipeline';
  const said = `AccessDeniedException: User: ${ROLE_SESSION} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no policy allows it`;

  expect(
    judgePipeline(badly('denied', said), FUNCTION),
    'failed',
    /not allowed/,
    new RegExp(`Allow lambda:InvokeFunction on ${arn} `),
  );
  expect(judgePipeline(badly('denied'), FUNCTION), 'failed', /not allowed/, /lambda:InvokeFunction on pipeline /);
});

test('transcribe: IAM’s decision is the finding', () => {
  expect(judgePermission(identity, well('allowed')), 'passed', /StartStreamTranscription is allowed/);
  expect(judgePermission(identity, well('implicitDeny')), 'failed', /no policy allows it/);
  expect(judgePermission(identity, well('explicitDeny')), 'failed', /a policy forbids it/);
});

test('transcribe: where IAM cannot be asked it warns, and says how to try it', () => {
  expect(
    judgePermission(identity, badly('denied')),
    'warned',
    /not allowed/,
    /Allow iam:SimulatePrincipalPolicy on arn:aws:sts/,
  );
  expect(judgePermission(identity, badly('notFound')), 'warned', /may have a path/, /--paid/);
  expect(judgePermission(identity, undefined), 'warned', /users and roles/, /--paid/);
  expect(judgePermission(identity, well('unclear')), 'warned', /conditions of the policies/, /--paid/);
  expect(judgePermission(badly('expired'), undefined), 'failed', /no usable credentials/);
});

test('transcribe-stream: the failure is named as in the server’s log, with what to do', () => {
  expect(judgeStream({ type: 'ended', clean: true }), 'passed', /ended as it should/);
  const end = (failure: 'accessDenied' | 'badRequest') =>
    judgeStream({ type: 'ended', clean: false, failure, detail: 'said' });
  expect(end('accessDenied'), 'failed', /accessDenied: said/, /Allow transcribe:StartStreamTranscription/);
  expect(end('badRequest'), 'failed', /badRequest: said/);
});

const LIMITS = { maxStreams: 25, openingsPerSecond: 25 };

test('quota: more streams than the account may have fail, more openings warn', () => {
  expect(judgeQuotas(well({ streams: 25, openings: 25 }), LIMITS), 'passed', /quota 25, TRANSCRIBE_MAX_STREAMS 25/);
  expect(judgeQuotas(well({ streams: 25, openings: undefined }), LIMITS), 'passed', /quota 25/);
  expect(judgeQuotas(well({ streams: 24, openings: 25 }), LIMITS), 'failed', /quota 24, TRANSCRIBE_MAX_STREAMS 25/);
  expect(judgeQuotas(well({ streams: 25, openings: 24 }), LIMITS), 'warned', /quota 24 openings in a second/);
  expect(judgeQuotas(well({ streams: undefined, openings: 25 }), LIMITS), 'warned', /names no quota/, /console/);
  expect(judgeQuotas(badly('denied'), LIMITS), 'warned', /not allowed/, /servicequotas:ListServiceQuotas/);
});
