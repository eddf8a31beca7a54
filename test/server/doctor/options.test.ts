import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../../../src/server/doctor/options.ts';

const IDS = ['node', 'tables', 'ttl'];
const read = (args: readonly string[], environment: Record<string, string> = {}) => readOptions(args, environment, IDS);

test('without options every check is made, nothing is paid for, and lines are written', () => {
  assert.deepEqual(read([]), {
    kind: 'run',
    options: {
      ...{ isJson: false, only: undefined, url: undefined, token: undefined },
      ...{ isOffline: false, mayPay: false, isSlow: false },
    },
  });
});

test('--only takes several ids, with commas and repeated', () => {
  const asked = read(['--only', 'node, ttl', '--only=tables']);

  assert.deepEqual(asked.kind === 'run' && asked.options.only, ['node', 'ttl', 'tables']);
});

test('--only with an id that no check has is refused, with the ids that there are', () => {
  assert.deepEqual(read(['--only', 'node,tabels']), {
    kind: 'wrong',
    problem: '--only: there is no check "tabels"; the checks are node, tables, ttl',
  });
  assert.equal(read(['--only', '']).kind, 'wrong');
});

test('the token comes from --token or DOCTOR_TOKEN, and the argument wins', () => {
  const token = (args: string[], environment: Record<string, string>) => {
    const asked = read(args, environment);
    return asked.kind === 'run' ? asked.options.token : asked;
  };

  assert.equal(token([], { DOCTOR_TOKEN: ' from-the-environment\n' }), 'from-the-environment');
  assert.equal(token(['--token', 'argument'], { DOCTOR_TOKEN: 'environment' }), 'argument');
  assert.equal(token([], { DOCTOR_TOKEN: '' }), undefined);
});

test('--url loses the slashes at its end, and may be the address of a socket', () => {
  const asked = read(['--url', 'wss://live.example.com/prod//']);

  assert.equal(asked.kind === 'run' && asked.options.url, 'https://live.example.com/prod');
});

for (const [url, problem] of [
  ['live.example.com', /must be an address that begins with http/],
  ['ftp://live.example.com', /must be an address that begins with http/],
  ['https://ada:lovelace@live.example.com', /no user name and no password/],
  ['https://live.example.com/?token=abc', /nothing behind its path/],
] as const) {
  test(`--url ${url} is refused`, () => {
    const asked = read(['--url', url]);

    assert.match(asked.kind === 'wrong' ? asked.problem : '', problem);
    assert.doesNotMatch(JSON.stringify(asked), /lovelace|abc/);
  });
}

test('an option that is not known, or lacks its value, is one line', () => {
  assert.deepEqual(read(['--bogus=SECRET']), { kind: 'wrong', problem: "Unknown option '--bogus'" });
  const missing = read(['--only']);
  assert.match(missing.kind === 'wrong' ? missing.problem : '', /--only <value>' argument missing/);
});

test('an argument that belongs to no option is refused and not quoted: it may be a token', () => {
  const asked = read(['precious']);

  assert.deepEqual(asked, { kind: 'wrong', problem: 'there is an argument that belongs to no option' });
});

test('what may be a token is not quoted, be it an option’s name or an id of --only', () => {
  for (const args of [['--tokenS3cr3tS3cr3t'], ['--tokenS3cr3tS3cr3t=1'], ['--only', 'node,S3cr3tS3cr3t']]) {
    const asked = read(args);

    assert.equal(asked.kind, 'wrong');
    assert.doesNotMatch(JSON.stringify(asked), /S3cr3t/);
  }
});

test('--help and --list make no check', () => {
  assert.deepEqual(read(['--help', '--only', 'nothing']), { kind: 'help' });
  assert.deepEqual(read(['-h']), { kind: 'help' });
  assert.deepEqual(read(['--list']), { kind: 'list' });
});
