import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createColors } from 'picocolors';
import { readConfig } from '../../../src/server/config/config.ts';
import type { AnyCheck, Finding } from '../../../src/server/doctor/check.ts';
import { runDoctor } from '../../../src/server/doctor/doctor.ts';
import { outcomeLines, summaryLine } from '../../../src/server/doctor/report.ts';

const NEVER = new AbortController().signal;
const PLAIN = createColors(false);
const check = (id: string, finding: Finding): AnyCheck => ({
  id,
  claim: `${id} holds`,
  fix: `Mend ${id}`,
  needs: [],
  run: async () => finding,
});
const CHECKS = [
  check('good', { verdict: 'passed', said: 'well' }),
  check('poor', { verdict: 'warned', said: 'nearly' }),
  check('bad', { verdict: 'failed', said: 'not\n  at all', fix: 'Do this' }),
  check('absent', { verdict: 'skipped', said: 'no need' }),
  check('away', { verdict: 'skipped', said: 'no need' }),
];

async function run(
  args: readonly string[],
  checks: readonly AnyCheck[] = CHECKS,
  environment = {},
  read = readConfig,
  stop = NEVER,
) {
  const text = { out: '', err: '' };
  const code = await runDoctor(args, {
    checks,
    environment,
    readConfig: read,
    prepare: async () => {},
    hasColours: false,
    write: (more) => {
      text.out += more;
    },
    writeError: (more) => {
      text.err += more;
    },
    now: () => 0,
    stop,
  });
  return { code, ...text };
}

test('each check is a line, with what to do below it, and those that were skipped share a line for each reason', async () => {
  const { code, out, err } = await run([]);

  assert.equal(code, 1);
  assert.equal(err, '');
  assert.equal(
    out,
    [
      'ok    good    well',
      'warn  poor    nearly',
      '              → Mend poor',
      'FAIL  bad     not at all',
      '              → Do this',
      'skip  no need: absent, away',
      '',
      '1 passed, 1 warned, 1 failed, 2 skipped in 0.0 s',
      '',
    ].join('\n'),
  );
});

test('a warning and a skipped check do not change the exit code', async () => {
  assert.equal((await run(['--only', 'good,poor,absent,away'])).code, 0);
});

test('--json is one document, with what to do only where something is to be done', async () => {
  const { code, out } = await run(['--json', '--only', 'good,bad']);

  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(out), {
    ok: false,
    counts: { passed: 1, warned: 0, failed: 1, skipped: 0 },
    ms: 0,
    checks: [
      { id: 'good', verdict: 'passed', claim: 'good holds', said: 'well', ms: 0 },
      { id: 'bad', verdict: 'failed', claim: 'bad holds', said: 'not at all', fix: 'Do this', ms: 0 },
    ],
  });
});

test('a doctor that is stopped ends its checks, and says nothing of what they found meanwhile', async () => {
  const stopping = new AbortController();
  const hanging: AnyCheck = {
    ...check('hanging', { verdict: 'passed', said: 'never' }),
    run: (_: unknown, signal: AbortSignal) =>
      new Promise<Finding>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        stopping.abort(new Error('stopped'));
      }),
  };

  for (const args of [['--only', 'hanging'], ['--json']]) {
    assert.equal((await run(args, [hanging], {}, readConfig, stopping.signal)).out, '');
  }
});

test('wrong usage is one line on standard error and exit code 2, and no check is made', async () => {
  const never: AnyCheck = { ...CHECKS[0], run: () => assert.fail('it was made') } as AnyCheck;

  assert.deepEqual(await run(['--bogus'], [never]), {
    code: 2,
    out: '',
    err: "rostrum doctor: Unknown option '--bogus' (--help lists the options)\n",
  });
});

test('--list and --help make no check', async () => {
  const never = {
    ...check('good', { verdict: 'passed', said: '' }),
    needs: ['aws'],
    run: () => assert.fail(),
  } as AnyCheck;

  assert.deepEqual(await run(['--list'], [never]), { code: 0, out: 'good  aws  good holds\n', err: '' });
  const { code, out } = await run(['--help'], [never]);
  assert.equal(code, 0);
  for (const option of [
    '--json',
    '--only ID[,ID]',
    '--url URL',
    '--token TOKEN',
    '--offline',
    '--paid',
    '--slow',
    '-h, --help',
  ]) {
    assert.ok(out.includes(option), option);
  }
});

test('secrets are taken out of what checks say and advise, in lines and in JSON', async () => {
  const leaky = check('leaky', { verdict: 'failed', said: 'got "marker-1" and marker-2"\\', fix: 'send marker-1' });
  const environment = { A_SECRET: 'marker-1', B_TOKEN: 'marker-2"\\' };

  for (const args of [[], ['--json']]) {
    const { out } = await run([...args, '--token', 'another-marker'], [leaky], environment);
    assert.doesNotMatch(out, /marker/);
    assert.match(out, /\[removed\]/);
  }
});

test('a reader of the configuration that throws ends nothing: checks that need it are skipped', async () => {
  const { code, out } = await run([], [check('good', { verdict: 'passed', said: 'well' })], {}, () => {
    throw new Error('a bug in the reader');
  });

  assert.equal(code, 0);
  assert.match(out, /skip {2}the configuration cannot be read \(see config\): good\n/);
});

test('a secret of several lines is found before the lines become one', async () => {
  const leaky = check('leaky', { verdict: 'failed', said: 'got marker-1\nmarker-2 here' });

  assert.match((await run([], [leaky], { A_SECRET: 'marker-1\nmarker-2' })).out, /got \[removed\] here\n/);
});

test('colours mark the verdicts', () => {
  const colours = createColors(true);
  const [good, , bad] = CHECKS as unknown as [AnyCheck, AnyCheck, AnyCheck];
  const failed = { check: bad, finding: { verdict: 'failed', said: 'no' }, ms: 1 } as const;

  assert.ok(outcomeLines(failed, 4, colours).startsWith(colours.red('FAIL')));
  assert.ok(
    summaryLine([failed], 1_000, colours).includes(colours.red('0 passed, 0 warned, 1 failed, 0 skipped in 1.0 s')),
  );
  const passed = { check: good, finding: { verdict: 'passed', said: 'yes' }, ms: 1 } as const;
  assert.equal(outcomeLines(passed, 4, PLAIN), 'ok    good  yes\n');
});
