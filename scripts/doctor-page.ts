/** Prints docs/doctor.md from the doctor's checks and options; `npm run docs` writes it. */
import { type AnyCheck, CHECK_TIMEOUT_MS, type Need } from '../src/server/doctor/check.ts';
import { CHECKS } from '../src/server/doctor/checks.ts';
import { OPTIONS, TOKEN_VARIABLE } from '../src/server/doctor/options.ts';
import { table } from './integration/words.ts';

/** How a need is met; network is met unless --offline is given. */
const NEEDS: Readonly<Record<Need, string>> = {
  aws: 'AWS mode',
  network: '',
  url: '`--url`',
  token: `\`${TOKEN_VARIABLE}\``,
  paid: '`--paid`',
  slow: '`--slow`',
};

/** What the doctor said once in AWS mode, about a half finished deployment in moto, with a collector that did not run. */
const EXAMPLE = `
$ npm run doctor -- --only node,sockets,config,files,ports,engines,credentials,clock,tables,ttl,backups,pipeline,metrics,certificate,reach
ok    node         Node v20.20.2
ok    sockets      uWebSockets.js for linux on x64, ABI 115
ok    config       AWS mode, port 8080 on 127.0.0.1
ok    ports        PORT 8080 is free, ADMIN_PORT 9090 is free
ok    files        20000 open files, up to 2525 sockets
FAIL  metrics      no answer from http://127.0.0.1:4318/v1/metrics, so nobody will see metrics: connect ECONNREFUSED 127.0.0.1:4318
                   → Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT (or the one for metrics).
ok    ttl          Sessions by expiresAt; Connections by ttl
warn  backups      Sessions has no point-in-time recovery; Connections has no point-in-time recovery
                   → Enable point-in-time recovery: aws dynamodb update-continuous-backups.
ok    tables       Sessions is ACTIVE; Connections is ACTIVE
ok    credentials  account 123456789012, arn:aws:sts::123456789012:user/moto
ok    clock        right to a second or two
FAIL  pipeline     there is no function translation in eu-west-1.
                   → Deploy the pipeline (deploy/), or correct TRANSLATION_PIPELINE_FUNCTION_NAME and AWS_REGION.
skip  AWS mode uses Amazon’s engines: engines
skip  it needs the public address (--url): certificate, reach

9 passed, 1 warned, 2 failed, 3 skipped in 0.6 s
`.trim();

export function doctorPage(): string {
  return [
    '<!-- Written by `npm run docs` from src/server/doctor/. -->',
    '# The doctor',
    'Says what is wrong with the server’s surroundings, and what to do: this machine, the AWS account, the issuer of tokens, the collector, the certificates, and whatever is between clients and the server. It reads the same environment variables as the server, changes nothing (see below), and can run beside a server or before one is started.',
    fenced(
      'sh',
      [
        'npm run doctor                                             # from the sources',
        'node dist/server doctor                                    # from the compiled code',
        'npm run doctor -- --url https://live.example.com           # through the public address too',
        'npm run doctor -- --offline                                # nothing is sent over a network',
        'npm run doctor -- --only tables,ttl,backups --json         # for a script',
      ].join('\n'),
    ),
    'The checks are made in parallel and printed as they end. Below one that failed or warned is what to do. What it said once in AWS mode, about a deployment that was not finished (the account was [moto](https://github.com/getmoto/moto)):',
    fenced('', EXAMPLE),
    '## Options',
    table(['option', 'what it does'], optionRows()),
    '| exit code | |\n|---|---|\n| 0 | nothing failed; a warning does not count, nor does a check that was skipped |\n| 1 | a check failed |\n| 2 | wrong usage: one line on standard error |\n| 130, 143 | it was interrupted (SIGINT, SIGTERM): the checks end what they began, such as a session |',
    '## Checks',
    `A check takes at most ${CHECK_TIMEOUT_MS / 1_000} s, unless the table says otherwise. One that throws or hangs has failed, and costs no other check anything. The ids stay as they are, for scripts.`,
    table(['id', 'what holds when it passes', 'if it does not', 'only with', 'takes at most'], CHECKS.map(toRow)),
    'Where the configuration cannot be read, `config` says why, and the checks that need it are skipped. In embedded mode the checks of the AWS account are skipped. Those of AWS use the SDK’s default chain and its standard variables, such as `AWS_ENDPOINT_URL`, as the server does.',
    '## What it may see',
    'It makes no call that changes anything, except for `live-audio`: that makes a session of the token’s user, sends 100 ms of silence, and ends it (in AWS mode, Amazon charges for 15 s of Transcribe). Take the token of a user who has no session: one whose speaker is away would be ended. The role of the server allows what the server needs; some checks ask more than that, and warn if they may not:',
    table(
      ['check', 'permission'],
      [
        [
          '`credentials`, `clock`',
          'none: every valid credential may ask who it is, and the clock is read from any answer',
        ],
        ['`tables`', '`dynamodb:DescribeTable`'],
        ['`rows`', '`dynamodb:GetItem` and `dynamodb:Query`, which the server needs too'],
        ['`ttl`', '`dynamodb:DescribeTimeToLive`'],
        ['`backups`', '`dynamodb:DescribeContinuousBackups`'],
        ['`pipeline`', '`lambda:InvokeFunction`, which the server needs too; the function is not run (DryRun)'],
        ['`transcribe`', '`iam:SimulatePrincipalPolicy` on its own role'],
        [
          '`transcribe-stream`',
          '`transcribe:StartStreamTranscription`, which the server needs too; Amazon charges for 15 s at least',
        ],
        ['`quota`', '`servicequotas:ListServiceQuotas`'],
      ],
    ),
    `Its output contains no secrets: values (of 8 characters or more) of variables with names such as \`*_SECRET_*\`, \`*_TOKEN\` and \`*_HEADERS\`, tokens, and passwords in addresses are removed from every line, whatever it comes from. Give a speaker’s token in \`${TOKEN_VARIABLE}\`: other users of the machine can read arguments.`,
    '## The JSON document',
    fenced('json', JSON.stringify(exampleReport(), undefined, 2)),
    '`ok` is false when a check failed: then the exit code is 1. `counts` has all four verdicts. `checks` has one entry for each chosen check, in the order of `--list`, also for those that were skipped. `verdict` is `passed`, `warned`, `failed` or `skipped`; `fix` is there where something is to be done: with `failed` and `warned`. Both `ms` are whole milliseconds. `claim`, `said` and `fix` are for people and may change; the other members stay as they are, and new ones may come. After wrong usage (exit code 2) and after a signal no document is written.',
    '## To add a check',
    'A check is an object of `src/server/doctor/check.ts`: `id`, `claim`, `fix`, `needs`, and `run`, which gives a finding. What it judges is a pure function beside it, with a test that makes each verdict. Put it into the list of its folder (`checks.ts`), and run `npm run docs`. Calls of the AWS SDK are in `src/integrations/account/`, which the check imports when it is made.',
    '## What was tried',
    'Each check was made to fail by itself in the tests: with local endpoints that speak the wire protocols of STS, IAM, Service Quotas, DynamoDB, Lambda and Transcribe to the real SDK clients, an issuer, a collector, and certificates made by OpenSSL. Those through the public address were tried behind nginx 1.22 and HAProxy 2.6, with the configurations of [ops/proxies](../ops/proxies) and with mistakes in them (`npm run proxies`); no load balancer of AWS was. The checks of the tables were also run against moto. On Debian 12 with Node 22 and 24 it says what is missing there (glibc 2.38). None was run against AWS itself, and the quotas are found by the names in Amazon’s documentation.',
  ]
    .join('\n\n')
    .concat('\n');
}

function toRow(check: AnyCheck): string[] {
  const needs = check.needs.map((need) => NEEDS[need]).filter((text) => text !== '');
  const { timeoutMs = CHECK_TIMEOUT_MS } = check;
  const time = timeoutMs === CHECK_TIMEOUT_MS ? '' : `${timeoutMs / 1_000} s`;
  return [`\`${check.id}\``, check.claim, check.fix, needs.join(', '), time];
}

function optionRows(): string[][] {
  return Object.entries(OPTIONS).map(([name, option]) => {
    const value = 'value' in option ? ` ${option.value}` : '';
    return [`\`--${name}${value}\``, option.meaning];
  });
}

function exampleReport() {
  const check = CHECKS.find(({ id }) => id === 'ttl');
  if (check === undefined) throw new Error('there is no check ttl');
  const { id, claim, fix } = check;
  const said = 'Sessions: time to live is off; its attribute is expiresAt';
  const counts = { passed: 0, warned: 0, failed: 1, skipped: 0 };
  return { ok: false, counts, ms: 180, checks: [{ id, verdict: 'failed', claim, said, fix, ms: 171 }] };
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
