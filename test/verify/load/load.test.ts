/** Real k6 against a whole server, every span exported. What is asserted is what arrived, and no time. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { generatorAtHand } from '../../../verify/load/generator.ts';
import type { LoadReport } from '../../../verify/load/report.ts';
import { runCommand } from '../../support/command.ts';

const SKIP = (await generatorAtHand(process.env))
  ? false
  : 'k6 is not at hand: npx tsx verify/load/prepare.ts builds it';

const run = (t: TestContext, program: string, ...args: string[]) => runCommand(t, `verify/load/${program}.ts`, args);

async function load(t: TestContext, ...args: string[]): Promise<LoadReport> {
  const { code, stdout, stderr } = await run(t, 'main', ...args, '--untimed', '--traces', '--json');
  assert.ok(stdout.startsWith('{'), stderr);
  const report = JSON.parse(stdout) as LoadReport;
  assert.deepEqual(report.faults, [], stderr);
  assert.equal(code, 0);
  return report;
}

test('speakers at the natural pace: every chunk is answered, recognised, delivered and traced', {
  skip: SKIP,
}, async (t) => {
  const { counts, latencies, spans, processes, generatorLag } = await load(
    t,
    'audio',
    '--seconds',
    '20',
    '--speakers',
    '4',
  );

  assert.ok((counts.chunks_sent ?? 0) > 0);
  assert.equal(counts.chunks_acknowledged, counts.chunks_sent);
  assert.equal(counts.blocks_recognised, counts.chunks_sent);
  assert.ok((counts.deliveries ?? 0) > 0);
  assert.equal(spans?.chunkSpans, counts.chunks_sent);
  const measured = latencies.filter(({ count }) => count > 0).map(({ targetMs }) => targetMs);
  assert.deepEqual(measured, [50, 100, 5_000, undefined]);
  assert.ok((processes.server?.cpuPercent ?? 0) > 0 && generatorLag !== undefined);
  assert.match(await readFile('verify/load/out/audio.svg', 'utf8'), /^<svg .*\n<title[^>]*>audio: 4 speakers/);
});

test('controls in a stream: each listener hears each of them, and k6’s report is written', {
  skip: SKIP,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-report-'));
  t.after(() => rm(folder, { recursive: true }));
  const page = join(folder, 'report.html');
  const size = ['--seconds', '5', '--speakers', '4', '--listeners', '3'];
  const { counts } = await load(t, 'control', ...size, '--dashboard', page);

  assert.ok((counts.controls_sent ?? 0) > 0);
  assert.equal(counts.notices, 3 * (counts.controls_sent ?? 0));
  assert.match(await readFile(page, 'utf8'), /^<!DOCTYPE html>/i);
});

test('the commands say how they are used, and refuse what they do not know', async (t) => {
  for (const [program, option] of [
    ['main', '--seconds 60'],
    ['validate', '--no-traces'],
  ] as const) {
    const [help, wrong] = await Promise.all([run(t, program, '--help'), run(t, program, '--hours', '3')]);

    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.ok(help.stdout.includes(option));
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^(load|validate): [^\n]*--hours[^\n]*\n$/);
  }
});
