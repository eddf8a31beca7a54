/** Other people's checks: CloudFormation's linter and cdk-nag's rules for AWS solutions. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ACKNOWLEDGED } from '../stack/acknowledged.ts';
import { readOptions } from '../stack/options.ts';
import { needPython, PYTHON_ENVIRONMENT } from './python.ts';
import { outdirOf, templateFile, VARIANTS, type Variant } from './variants.ts';

const EVERY = Object.keys(VARIANTS) as Variant[];
/** A dependency that CloudFormation would also find by itself. The CDK writes it down beside it. */
const IGNORED = 'W3005';

test('cfn-lint finds nothing', () => {
  needPython('cfn-lint');
  const run = 'import sys; from cfnlint.runner import main; sys.exit(main())';
  const { stdout, stderr, status } = spawnSync(
    'python3',
    ['-c', run, '--ignore-checks', IGNORED, '--template', ...EVERY.map(templateFile)],
    { encoding: 'utf8', env: PYTHON_ENVIRONMENT },
  );
  assert.equal(stdout + stderr, '');
  assert.equal(status, 0);
});

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly unknown[];
    readonly suppressedViolations: readonly {
      readonly acknowledgedId: string;
      readonly acknowledgedAt: string;
      readonly reason: string;
    }[];
  }[];
}

for (const variant of EVERY) {
  test(`cdk-nag finds what is acknowledged with a reason, all of that, and nothing else (${variant})`, () => {
    const report = JSON.parse(readFileSync(join(outdirOf(variant), 'validation-report.json'), 'utf8')) as Report;
    const [nag = assert.fail('no report')] = report.pluginReports.filter(
      ({ pluginName }) => pluginName === 'AwsSolutions',
    );
    const given = Object.fromEntries(VARIANTS[variant].map((pair) => pair.split('=')));
    const options = readOptions(given);
    const expected = ACKNOWLEDGED.filter(({ when }) => when === undefined || when(options));

    assert.deepEqual(nag.violations, []);
    assert.equal(nag.conclusion, 'success');
    assert.deepEqual(
      [
        ...new Set(
          nag.suppressedViolations.map(({ acknowledgedAt, acknowledgedId }) => `${acknowledgedAt} ${acknowledgedId}`),
        ),
      ].sort(),
      expected.map(({ at, id }) => `Rostrum/${at} ${id}`).sort(),
    );
    for (const { reason } of nag.suppressedViolations) assert.ok(reason.length > 30 && reason.endsWith('.'));
  });
}
