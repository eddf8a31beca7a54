import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../src/server/config/config.ts';
import type { AnyCheck, Check, Finding, Need } from '../../../src/server/doctor/check.ts';
import { type Means, type Outcome, runChecks } from '../../../src/server/doctor/runner.ts';

const NEVER = new AbortController().signal;
const PASSED: Finding = { verdict: 'passed', said: 'well' };
const MEANS: Means = {
  config: readConfig({}),
  environment: {},
  url: undefined,
  token: undefined,
  isOffline: false,
  mayPay: false,
  isSlow: false,
};
const AWS = readConfig({
  ...{ ROSTRUM_MODE: 'aws', AWS_REGION: 'eu-west-1', TRANSLATION_PIPELINE_FUNCTION_NAME: 'f', AUTH_AUDIENCE: 'a' },
  ...{ AUTH_ISSUER: 'https://id.example.com', AUTH_JWKS_URL: 'https://id.example.com/jwks' },
  ...{ DELIVERY_ACCESS_KEY_ID: 'id', DELIVERY_SECRET_ACCESS_KEY: 'secret' },
});

function check(id: string, run: Check['run'], more: Partial<Check> = {}): Check {
  return { id, claim: `${id} holds`, fix: `Mend ${id}`, needs: [], run, ...more };
}

async function run(checks: readonly AnyCheck[], means: Partial<Means> = {}, prepare = async () => {}) {
  const ended: Outcome[] = [];
  const deps = {
    onOutcome: (outcome: Outcome) => void ended.push(outcome),
    prepare,
    now: () => performance.now(),
    stop: NEVER,
  };
  const outcomes = await runChecks(checks, { ...MEANS, ...means }, deps);
  return { findings: outcomes.map(({ finding }) => finding), ended: ended.map(({ check: { id } }) => id) };
}

test('outcomes come as checks end, and are returned in the order of the checks', async () => {
  let release = () => {};
  const slow = new Promise<Finding>((resolve) => {
    release = () => resolve({ verdict: 'warned', said: 'late' });
  });
  const quick = async () => {
    setImmediate(release);
    return PASSED;
  };

  const { findings, ended } = await run([check('slow', () => slow), check('quick', quick)]);

  assert.deepEqual(ended, ['quick', 'slow']);
  assert.deepEqual(findings, [{ verdict: 'warned', said: 'late' }, PASSED]);
});

test('a check that throws, rejects or hangs has failed, and the others are made', async () => {
  const aborted: string[] = [];
  const { findings } = await run([
    check('throws', () => {
      throw new TypeError('at once');
    }),
    check('rejects', () => Promise.reject(new Error('later', { cause: new Error('because of this') }))),
    check(
      'hangs',
      (_, signal) => {
        signal.addEventListener('abort', () => aborted.push('hangs'));
        return new Promise(() => {});
      },
      { timeoutMs: 20 },
    ),
    check('well', async () => PASSED),
  ]);

  assert.deepEqual(findings, [
    { verdict: 'failed', said: 'at once' },
    { verdict: 'failed', said: 'because of this' },
    { verdict: 'failed', said: 'it gave no answer within 0.02 s' },
    PASSED,
  ]);
  assert.deepEqual(aborted, ['hangs']);
});

test('a check that rejects when its time is over is said to be late, not aborted', async () => {
  const late = check(
    'late',
    (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    { timeoutMs: 20 },
  );

  assert.deepEqual((await run([late])).findings, [{ verdict: 'failed', said: 'it gave no answer within 0.02 s' }]);
});

for (const [needs, means, said] of [
  [['aws'], {}, 'embedded mode uses no AWS account'],
  [['network'], { isOffline: true }, 'it uses the network (--offline)'],
  [['aws'], { isOffline: true, config: AWS }, 'it uses the network (--offline)'],
  [['url'], { isOffline: true, url: 'http://x' }, 'it uses the network (--offline)'],
  [['url'], {}, 'it needs the public address (--url)'],
  [['url', 'token'], { url: 'http://x' }, 'it needs a speaker’s token (DOCTOR_TOKEN)'],
  [['aws', 'paid'], { config: AWS }, 'it costs money (--paid)'],
  [['url', 'slow'], { url: 'http://x' }, 'it takes minutes (--slow)'],
  [[], { config: { ok: false, problems: ['PORT'] } }, 'the configuration cannot be read (see config)'],
] as [Need[], Partial<Means>, string][]) {
  test(`a check that needs ${needs.join(' and ') || 'the configuration'} is skipped without it: ${said}`, async () => {
    const never = check('x', () => assert.fail('it was made'), { needs });

    assert.deepEqual((await run([never], means)).findings, [{ verdict: 'skipped', said }]);
  });
}

test('a check whose needs are met is given them', async () => {
  const needs: Need[] = ['aws', 'network', 'url', 'token', 'paid', 'slow'];
  const all = check(
    'all',
    async ({ url, token, config }) => ({ verdict: 'passed', said: `${url} ${token} ${config.mode}` }),
    {
      needs,
    },
  );

  const { findings } = await run([all], { config: AWS, url: 'http://x', token: 't', mayPay: true, isSlow: true });

  assert.deepEqual(findings, [{ verdict: 'passed', said: 'http://x t aws' }]);
});

test('a check that ignores the configuration is made when that cannot be read', async () => {
  const independent = { ...check('node', async () => PASSED), ignoresConfig: true } as const;

  const { findings } = await run([independent], { config: { ok: false, problems: ['PORT is wrong'] } });

  assert.deepEqual(findings, [PASSED]);
});

test('the code for AWS is loaded before the time of a check that reaches out begins, and only for checks that are made', async () => {
  const order: string[] = [];
  const prepare = async () => void order.push('loaded');
  const note = (id: string) => async () => {
    order.push(id);
    return PASSED;
  };

  await run([check('aws', note('aws'), { needs: ['aws'] }), check('here', note('here'))], { config: AWS }, prepare);
  await run([check('skipped', note('skipped'), { needs: ['aws'] })], {}, prepare);

  assert.deepEqual(order, ['here', 'loaded', 'aws']);
});

test('without the code for AWS the checks are made all the same', async () => {
  const aws = check('aws', async () => PASSED, { needs: ['aws'] });

  assert.deepEqual((await run([aws], { config: AWS }, () => Promise.reject(new Error('missing')))).findings, [PASSED]);
});
