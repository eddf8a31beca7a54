import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsFoundIn, type Losses, type SoakReport, toLines } from '../../../verify/soak/report.ts';
import { soak } from '../../../verify/soak/soak.ts';
import { runCommand } from '../../support/command.ts';

const NO_TIMES = { count: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
const ALL_WELL = { blocks: 5, taken: 5, covered: 5, missing: 0, doubled: 0, sentAgain: 0, heardAgain: 0 };
const NO_LOSSES = { segments: 0, partials: 0, blocks: 0, counted: { finals: 0, all: 0 } };
/** A third of a minute; `npm run soak` is half an hour of fifty. */
const OPTIONS = { minutes: 0.33, sessions: 8, faults: 3, seed: 20_261, isolation: false, json: false };

const GOOD: SoakReport = {
  options: OPTIONS,
  minutes: 1,
  sessions: 1,
  speech: ALL_WELL,
  told: ALL_WELL,
  clients: { reconnects: 0, refreshes: 0, refusedCreations: 0, deliveries: 0, acks: NO_TIMES },
  upstream: {
    isFailing: true,
    streamErrors: 0,
    interruptions: 0,
    failures: 0,
    recoveries: NO_TIMES,
    audioMsLost: 0,
    forwarded: 0,
    givenUp: NO_LOSSES,
  },
  memory: {
    residentMibPerHour: undefined,
    liveMibPerHour: 1,
    residentMib: { first: 1, last: 1, most: 1 },
    liveMib: { first: 1, last: 1 },
    loop: { p99Ms: 1, maxMs: 1 },
  },
  server: { ended: '0', crashes: 0, left: undefined, logged: {}, lastWords: [] },
  errors: {},
};

test('nothing is missing and nothing doubled while clients come, go, drop and refresh, and the services fail', async (t) => {
  const progress: number[] = [];

  const report = await soak(OPTIONS, ({ atMs }) => progress.push(atMs));

  t.diagnostic(toLines(report).join('\n'));
  assert.deepEqual(faultsFoundIn(report), []);
  const { speech, upstream, sessions, clients, server, memory } = report;
  assert.ok(sessions >= OPTIONS.sessions);
  // A segment whose every attempt failed is spoken to nobody. It is rare, and the server counts it.
  assert.ok(speech.taken > 0 && speech.covered >= speech.taken - upstream.givenUp.blocks);
  assert.ok(clients.acks.count > 0);
  assert.ok(memory.liveMib.first > 0 && memory.residentMib.most > 0);
  const { left } = server;
  assert.deepEqual([left?.sessions, left?.upstreams, left?.connections], [0, 0, 0]);
  assert.ok(progress.length >= 2);
});

test('the program says how it is used, and refuses what it does not know', async (t) => {
  const run = (...args: string[]) => runCommand(t, 'verify/soak/main.ts', args);
  const [help, wrong] = await Promise.all([run('--help'), run('--hours', '3')]);

  assert.deepEqual([help.code, help.stderr], [0, '']);
  assert.match(help.stdout, /--minutes 30/);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^soak: [^\n]*--hours[^\n]*\n$/);
});

test('a report that is not good says why, and a good one says so', () => {
  const good = GOOD;
  assert.deepEqual(faultsFoundIn(good), []);
  assert.equal(toLines(good).at(-1), 'Nothing missing, nothing doubled.');

  const bad: SoakReport = {
    ...good,
    sessions: 0,
    speech: { ...good.speech, missing: 1, doubled: 2 },
    server: { ...good.server, ended: 'SIGSEGV', crashes: 3, lastWords: ['oh'] },
    errors: { 'a witness was closed with 1006': 4 },
  };

  assert.deepEqual(faultsFoundIn(bad), [
    'no session came to its end',
    '1 blocks are missing',
    '2 blocks are doubled',
    '3 sessions crashed',
    'the server ended with SIGSEGV',
    'the server wrote what is no log line: oh',
    'a witness was closed with 1006 (4x)',
  ]);
  assert.equal(toLines(bad).at(-1), '7 faults.');
});

test('speech that was given up is told apart from speech that is missing, and must be counted', () => {
  const missing = { ...ALL_WELL, missing: 5 };
  const withLosses = (change: Partial<Losses>): SoakReport => {
    const givenUp = { segments: 1, partials: 2, blocks: 5, counted: { finals: 1, all: 3 }, ...change };
    return { ...GOOD, speech: missing, upstream: { ...GOOD.upstream, givenUp } };
  };

  assert.deepEqual(faultsFoundIn(withLosses({})), []);
  assert.match(toLines(withLosses({})).join(' '), /given up: 1 segments \(5 blocks that nobody heard\), 2 partials/);
  assert.deepEqual(faultsFoundIn(withLosses({ blocks: 4 })), ['1 blocks are missing']);
  assert.deepEqual(faultsFoundIn(withLosses({ counted: { finals: 2, all: 3 } })), [
    '1 segments and 2 partials given up, 2 and 3 in all counted',
  ]);
});
