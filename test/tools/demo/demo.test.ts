import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { toPcm } from '../../../src/audio/pcm.ts';
import { channelsOf } from '../../../src/audio/sound.ts';
import { parseWav } from '../../../src/audio/wav.ts';
import { makeTalk, TALK } from '../../../testkit/speech/talk.ts';
import type { Summary } from '../../../tools/demo/summary.ts';
import { startCommand } from '../../support/command.ts';
import { speechModel, speechModelFolder } from '../../support/speech-model.ts';
import { chunk, format, riff } from '../../support/wav-parts.ts';

/** Of this machine, whatever recognisers it has. */
const POCKETSPHINX = { EMBEDDED_ASR: 'pocketsphinx' };

// A demo that is stopped stops its server and its clients.
const start = (t: TestContext, args: readonly string[], asr: Record<string, string> = POCKETSPHINX) =>
  startCommand(t, 'tools/demo/main.ts', args, asr);

const run = (t: TestContext, ...args: string[]) => start(t, args).ended();

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-demo-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a person is recognised, translated and heard in Spanish and Catalan, where there is a recogniser for people', {
  timeout: 90_000,
}, async (t) => {
  if ((await speechModel(t)) === undefined) return;
  const out = await folderOf(t);
  const asr = { EMBEDDED_ASR: 'auto', EMBEDDED_ASR_MODEL_FOLDER: speechModelFolder() };
  const ended = await start(t, ['--sentences', '2', '--languages', 'es,ca', '--out', out, '--json'], asr).ended();

  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  const summary = JSON.parse(ended.stdout) as Summary;
  assert.match(`${summary.recogniser}; ${summary.voice}`, /^Moonshine .*; a LibriVox reader, .*public domain/);
  assert.ok(summary.words.errorRate !== null && summary.words.errorRate <= 0.1, JSON.stringify(summary.words));
  assert.ok(summary.segments >= 2, `${summary.segments} segments`);
  assert.deepEqual(
    summary.listeners.map(({ language }) => language),
    ['es', 'ca'],
  );
  for (const { language, translations, audioSeconds, earVoiceSpanMs, segmentToSoundMs, file } of summary.listeners) {
    assert.equal(translations, summary.segments, `every segment was heard in ${language}`);
    assert.ok(audioSeconds > 3, `${audioSeconds} s were heard in ${language}`);
    const { p90 } = segmentToSoundMs;
    // How soon, is what `npm run evs` and the tests that run alone claim: here other tests run beside the demo.
    assert.ok(p90 !== null && p90 > 0, `p90 ${p90} ms to the first sound in ${language}`);
    assert.ok((earVoiceSpanMs.p50 ?? 0) > 0, 'the lag of every word is measured');
    assert.equal(file, join(out, `${language}.wav`));
    const wav = parseWav(await readFile(file));
    const sound = channelsOf(wav)[0]?.filter((sample) => sample !== 0).length ?? 0;
    assert.ok(sound / wav.sampleRateHz > audioSeconds / 2, `${file} holds what was heard`);
  }
});

test('without a terminal there are plain lines, and a listener who heard nothing is named', {
  timeout: 90_000,
}, async (t) => {
  const out = await folderOf(t);
  const {
    code,
    stdout: shown,
    stderr: err,
  } = await run(t, '--sentences', '1', '--voice', 'rms', '--languages', 'es,ja', '--out', out);

  assert.deepEqual([code, err], [1, 'demo: nothing was heard in ja (noEngine)\n']);
  assert.match(shown, /^[^\n]*PocketSphinx[^\n]*a synthetic voice \(rms\)\n/);
  assert.match(shown, /Session [a-z]+-[a-z]+-\d{3}: English to es, ja\n/);
  assert.match(shown, /\n0:\d\d {2}es +\d+\.\d\d s {2}Buen.*\n/);
  assert.match(shown, new RegExp(`words +\\d+ recognised of ${TALK[0]?.split(' ').length}, word error rate`));
  // A sentence is cut where its mark comes late, as on a busy machine, be it between two words of a greeting.
  const recognised = [...shown.matchAll(/\n0:\d\d {2}en +(.*)/g)].map(([, text]) => text).join(' ');
  assert.match(recognised, /^Good morning/);
  const segments = /\nsegments +(\d+)\n/.exec(shown)?.[1];
  assert.match(shown, new RegExp(`es +${segments} of ${segments} .*es\\.wav\n`));
  assert.match(shown, new RegExp(`ja +0 of ${segments} .*ja\\.wav\n`));
  assert.ok(!shown.includes('\x1b'), 'no colours and nothing overwritten');
});

test('an unreadable recording is one line and exit code 2', async (t) => {
  const file = join(await folderOf(t), 'notes.wav');
  await writeFile(file, 'not audio at all');
  const { code, stdout: out, stderr: err } = await run(t, file);

  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /^demo: .*notes\.wav: not a WAVE file[^\n]*\n$/);
});

test('an unknown language is one line and exit code 2', async (t) => {
  const { code, stdout: out, stderr: err } = await run(t, '--languages', 'es,klingon');

  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /^demo: --languages: no klingon; there are en es [^\n]*\n$/);
});

test('a port that is taken is one line and exit code 1', { timeout: 60_000 }, async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, stderr: err } = await run(t, '--voice', 'rms', '--port', String(port), '--out', await folderOf(t));

  assert.equal(code, 1);
  assert.match(err, new RegExp(`^demo: the server did not start: [^\\n]*${port}[^\\n]*\\n$`));
});

test('a recording as espeak-ng --stdout writes it is spoken, one line says what was mended; interrupted, everything stops', {
  timeout: 60_000,
}, async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 't.wav');
  const pcm = toPcm(makeTalk('slt', 2).samples);
  await writeFile(file, riff([format(), chunk('data', pcm, { size: 2_147_479_552 })]));
  const program = start(t, [file, '--out', folder, '--verbose']);
  const { child } = program;
  // The heading is shown once the session is there, so in the middle of things.
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (data: string) => data.includes('Session ') && resolve());
    child.once('close', () => resolve());
  });
  child.kill('SIGINT');

  const { code, stdout: out, stderr: err } = await program.ended();
  assert.equal(code, 130);
  const [first, second] = out.split('\n');
  const there = pcm.length.toLocaleString('en-US');
  assert.match(first ?? '', /PocketSphinx.*t\.wav$/);
  assert.equal(second, `${file}: its header gives 2,147,479,552 bytes of audio; the file has ${there}, which are read`);
  assert.match(out, /Session [^\n]*\nt\.wav, \d+\.\d s, at its natural pace\n/);
  assert.match(err, /demo: interrupted\n/);
});

test('help is shown and nothing is started', async (t) => {
  const { code, stdout: out } = await run(t, '--help');

  assert.equal(code, 0);
  assert.match(out, /^Usage: npm run demo/);
});
