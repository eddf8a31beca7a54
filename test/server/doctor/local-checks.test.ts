import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from '../../../src/server/config/config.ts';
import { judgeConfig } from '../../../src/server/doctor/local/config.ts';
import { judgeFolder } from '../../../src/server/doctor/local/data-folder.ts';
import { judgeEngines } from '../../../src/server/doctor/local/engines.ts';
import { judgeFiles, mostSockets } from '../../../src/server/doctor/local/files.ts';
import { judgeGlibc } from '../../../src/server/doctor/local/glibc.ts';
import { judgeNode, SUPPORTED_NODE } from '../../../src/server/doctor/local/node.ts';
import { judgePages } from '../../../src/server/doctor/local/pages.ts';
import { judgePorts, type PortSeen } from '../../../src/server/doctor/local/ports.ts';
import { judgeSockets } from '../../../src/server/doctor/local/sockets.ts';

test('node: the versions are those of package.json', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };

  assert.equal([...SUPPORTED_NODE].map(([major, minor]) => `^${major}.${minor}.0`).join(' || '), engines.node);
});

for (const [version, verdict, said] of [
  ['v20.19.0', 'passed', 'Node v20.19.0'],
  ['v24.21.0', 'passed', 'Node v24.21.0'],
  ['v20.18.3', 'failed', 'Node v20.18.3 is older than 20.19'],
  ['v23.1.0', 'failed', 'Node v23.1.0: there is no build of the socket library for Node 23'],
  ['v26.0.0', 'failed', 'Node v26.0.0: there is no build of the socket library for Node 26'],
] as const) {
  test(`node: ${version} has ${verdict}`, () => assert.deepEqual(judgeNode(version), { verdict, said }));
}

for (const [message, fix] of [
  ['uWebSockets.js does not load on Node v24.1.0: it needs glibc 2.38 or newer', 'See the check glibc.'],
  ['there is no build of uWebSockets.js for Node v26.0.0: use Node 24', 'See the check node.'],
  ['uWebSockets.js does not load on Node v24.1.0: its package is not installed (npm ci)', undefined],
] as const) {
  test(`sockets: a library that does not load fails with its own line: ${message}`, () => {
    const finding = judgeSockets(() => {
      throw new Error(message, { cause: new Error('ERR_DLOPEN_FAILED') });
    });

    assert.deepEqual(finding, { verdict: 'failed', said: message, ...(fix === undefined ? {} : { fix }) });
  });
}

test('sockets: one that loads passes', () => assert.equal(judgeSockets(() => ({})).verdict, 'passed'));

for (const [seen, verdict, said] of [
  [{ platform: 'linux', abi: '137', glibc: '2.41' }, 'passed', /2\.41; 2\.38 or newer/],
  [{ platform: 'linux', abi: '127', glibc: '2.36' }, 'failed', /2\.36 is older than 2\.38/],
  [{ platform: 'linux', abi: '115', glibc: '2.36' }, 'passed', /2\.36/],
  [{ platform: 'linux', abi: '115', glibc: '1.99' }, 'failed', /older than 2\.27/],
  [{ platform: 'linux', abi: '137', glibc: '3.0' }, 'passed', /3\.0/],
  [{ platform: 'linux', abi: '137', glibc: undefined }, 'failed', /musl/],
  [{ platform: 'linux', abi: '131', glibc: '2.41' }, 'skipped', /not supported/],
  [{ platform: 'darwin', abi: '137', glibc: undefined }, 'skipped', /darwin/],
] as const) {
  test(`glibc: ${JSON.stringify(seen)} has ${verdict}`, () => {
    assert.equal(judgeGlibc(seen).verdict, verdict);
    assert.match(judgeGlibc(seen).said, said);
  });
}

const limits = (hard: string) =>
  `Limit  Soft  Hard  Units\nMax open files            1024                 ${hard}    files\n`;
const config = (environment: Record<string, string> = {}) => {
  const read = readConfig({ EMBEDDED_ASR_MAX_STREAMS: '3', MAX_LISTENERS_PER_SESSION: '9', ...environment });
  assert.ok(read.ok);
  return read.config;
};

test('files: what a server may hold is every session full', () => {
  assert.equal(mostSockets(config()), 30);
  const { session, embedded } = config({ TRANSCRIBE_MAX_STREAMS: '7' });
  assert.equal(mostSockets({ mode: 'aws', session, embedded }), 70);
});

for (const [text, verdict] of [
  [limits('60'), 'passed'],
  [limits('unlimited'), 'passed'],
  [limits('59'), 'warned'],
  [limits('29'), 'failed'],
  ['Max processes 1 1', 'skipped'],
  [undefined, 'skipped'],
] as const) {
  test(`files: ${text?.split('\n').at(-2) ?? text} for 30 sockets has ${verdict}`, () => {
    const finding = judgeFiles(text, config());

    assert.equal(finding.verdict, verdict);
    if ('fix' in finding) assert.match(finding.fix ?? '', /LimitNOFILE=60 /);
  });
}

test('config: every line of the reader is quoted, and warnings and an open embedded server warn', () => {
  assert.deepEqual(judgeConfig({ ok: false, problems: ['PORT is wrong', 'HOST too'] }), {
    verdict: 'failed',
    said: 'PORT is wrong; HOST too',
  });
  assert.deepEqual(judgeConfig(readConfig({ PORT: '81', HOST: '127.0.0.1' })), {
    verdict: 'passed',
    said: 'embedded mode, port 81 on 127.0.0.1',
  });
  assert.match(judgeConfig(readConfig({ HOST: '0.0.0.0' })).said, /gives everybody a token/);
  const old = judgeConfig(readConfig({ EMBEDDED_RECOGNISER: 'stamped' }));
  assert.equal(old.verdict, 'warned');
  assert.match(old.said, /is now EMBEDDED_ASR/);
});

test('pages: those that are not built are a warning', () => {
  assert.equal(judgePages(true).verdict, 'passed');
  assert.equal(judgePages(false).verdict, 'warned');
});

test('data-folder: a folder that cannot be used fails, and a disk that is nearly full warns', () => {
  assert.deepEqual(judgeFolder('/data', { problem: 'is not a folder', freeBytes: 0 }), {
    verdict: 'failed',
    said: '/data is not a folder',
  });
  assert.equal(judgeFolder('/data', { freeBytes: 1_000_000 }).verdict, 'warned');
  assert.deepEqual(judgeFolder('/data', { freeBytes: 2 ** 30 }), { verdict: 'passed', said: '/data: 1024 MiB free' });
});

const port = (state: PortSeen['state'], more: Partial<PortSeen> = {}): PortSeen => ({
  ...{ name: 'PORT', host: '127.0.0.1', port: 80, state },
  ...more,
});

for (const [seen, verdict, said] of [
  [port('free'), 'passed', 'PORT 80 is free'],
  [port('own'), 'passed', 'PORT 80 has a server that listens'],
  [port('free', { port: 0 }), 'passed', 'PORT is chosen at the start'],
  [port('taken'), 'failed', 'PORT 80 on 127.0.0.1 is taken by another program'],
  [
    port({ code: 'EACCES' }),
    'failed',
    'PORT 80 on 127.0.0.1 is not allowed for this user (ports under 1024 need CAP_NET_BIND_SERVICE)',
  ],
  [port({ code: 'EADDRNOTAVAIL' }), 'failed', 'PORT 80 on 127.0.0.1 is not an address of this machine'],
  [port({ code: 'EMFILE' }), 'failed', 'PORT 80 on 127.0.0.1 cannot be listened on (EMFILE)'],
] as const) {
  test(`ports: ${said}`, () => {
    const admin = port('free', { name: 'ADMIN_PORT', port: 90 });

    const finding = judgePorts([seen, admin]);
    const both = verdict === 'passed' ? `${said}, ADMIN_PORT 90 is free` : said;
    assert.deepEqual(finding, { verdict, said: both });
  });
}

test('ports: the same one twice fails, unless each is chosen at the start', () => {
  const both = judgePorts([port('free'), port('free', { name: 'ADMIN_PORT' })]);
  const chosen = judgePorts([port('free', { port: 0 }), port('free', { name: 'ADMIN_PORT', port: 0 })]);
  const elsewhere = judgePorts([port('free'), port('free', { name: 'ADMIN_PORT', host: '192.0.2.1' })]);

  assert.deepEqual([both.verdict, both.said], ['failed', 'PORT and ADMIN_PORT are both 80']);
  assert.deepEqual([chosen.verdict, elsewhere.verdict], ['passed', 'passed']);
});

const ASR = { engine: 'moonshine', model: 'Moonshine tiny-en', languages: ['en'], maxStreams: 6 };
const SPANISH = [{ code: 'es', offers: 'speech' }] as const;

for (const [asr, offers, verdict, said] of [
  [ASR, SPANISH, 'passed', /^Moonshine tiny-en, 6 speakers at a time; translations are spoken in es$/],
  [{ ...ASR, note: 'no model' }, SPANISH, 'warned', /no model/],
  [{ ...ASR, engine: 'pocketsphinx' }, SPANISH, 'warned', /spoken in es/],
  [ASR, [{ code: 'es', offers: 'captions' }], 'warned', /nobody hears a translation/],
  [{ ...ASR, engine: 'none', note: 'none is installed' }, SPANISH, 'failed', /no recogniser: none is installed/],
  [{ ...ASR, engine: 'none' }, SPANISH, 'failed', /^no recogniser$/],
] as const) {
  test(`engines: ${said} is ${verdict}`, () => {
    const finding = judgeEngines({ asr, offers });

    assert.equal(finding.verdict, verdict);
    assert.match(finding.said, said);
  });
}
