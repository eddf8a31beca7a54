import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ENGINES } from '../../../scripts/engines.mjs';
import { encodeWav } from '../../../src/audio/wav-writer.ts';
import { type PersonTalk, RECORDINGS_PACKAGE, readPersonTalk } from '../../../testkit/speech/person-talk.ts';

const PAUSE = 16 * 700;
const spoken = (length: number, level: number) => new Int16Array(length).fill(level);

/** A folder as Debian has it: two recordings of 1 s and 0.5 s. */
function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-person-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'fileids'), 'b-1\na-2\n');
  const words = '<s> he was young </s> (a-2)\nnot a line of this kind\n<s> mister john had leisure </s> (b-1)\n';
  writeFileSync(join(folder, 'transcription'), words);
  writeFileSync(join(folder, 'b-1.wav'), encodeWav(spoken(16_000, 100), 16_000));
  writeFileSync(join(folder, 'a-2.wav'), encodeWav(spoken(8_000, 200), 16_000));
  return folder;
}

function read(folder: string, count?: number): Extract<PersonTalk, { ok: true }> {
  const result = readPersonTalk(count, folder);
  assert.ok(result.ok, JSON.stringify(result));
  return result;
}

function refusal(folder: string): Extract<PersonTalk, { ok: false }> {
  const result = readPersonTalk(undefined, folder);
  assert.ok(!result.ok);
  assert.doesNotMatch(result.reason, /\n/);
  return result;
}

test('the recordings are spoken in their order, with their words, a breath after each', (t) => {
  const { talk, notes } = read(folderOf(t));

  assert.equal(talk.text, 'mister john had leisure he was young');
  assert.equal(talk.title, '2 recordings of a person');
  assert.match(talk.voice, /LibriVox.*public domain/);
  assert.deepEqual(
    talk.samples,
    Int16Array.from([...spoken(16_000, 100), ...spoken(PAUSE, 0), ...spoken(8_000, 200), ...spoken(PAUSE, 0)]),
  );
  assert.deepEqual(notes, []);
});

test('a shorter talk is the beginning of the whole one', (t) => {
  const { talk } = read(folderOf(t), 1);

  assert.deepEqual([talk.text, talk.title], ['mister john had leisure', '1 recording of a person']);
  assert.equal(talk.samples.length, 16_000 + PAUSE);
});

test('a recording at another rate is brought to 16 kHz', (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'b-1.wav'), encodeWav(spoken(44_100, 100), 44_100));

  assert.equal(read(folder, 1).talk.samples.length, 16_000 + PAUSE);
});

const BROKEN: readonly [string, (file: string, folder: string) => void, RegExp][] = [
  ['is missing', (file) => rmSync(file), /there is no such file$/],
  [
    'is cut short',
    (file) => writeFileSync(file, encodeWav(spoken(16_000, 1), 16_000).slice(0, 9_000)),
    /its header gives/,
  ],
  ['is of another format', (file) => writeFileSync(file, 'fLaC and so on and so forth'), /not a WAVE file/],
  ['is empty', (file) => writeFileSync(file, encodeWav(spoken(0, 0), 16_000)), /it holds no audio$/],
  [
    'is a folder',
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    /EISDIR$/,
  ],
  ['lasts longer than a minute', (file) => writeFileSync(file, encodeWav(spoken(4_000 * 61, 1), 4_000)), /than 60 s$/],
  [
    'has no words',
    (_, folder) => writeFileSync(join(folder, 'transcription'), '<s> he was young </s> (a-2)\n'),
    /its words are not in the transcription$/,
  ],
];
for (const [how, break_, expected] of BROKEN) {
  test(`a recording that ${how} is left out with its words, and said to be`, (t) => {
    const folder = folderOf(t);
    break_(join(folder, 'b-1.wav'), folder);

    const { talk, notes } = read(folder);

    assert.deepEqual([talk.text, talk.samples.length], ['he was young', 8_000 + PAUSE]);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', /b-1\.wav is left out: /);
    assert.match(notes[0] ?? '', expected);
  });
}

test('where they are not installed the package is named, which is the one setup installs', (t) => {
  const { isInstalled, reason } = refusal(join(folderOf(t), 'absent'));

  assert.equal(isInstalled, false);
  assert.match(reason, /^no recordings of a person in .*absent; on Debian: apt-get install pocketsphinx-testdata$/);
  assert.ok(ENGINES.some(({ packages }) => packages.includes(RECORDINGS_PACKAGE)));
});

test('where none of them can be used, the first reason is given and how to mend it', (t) => {
  const folder = folderOf(t);
  for (const name of ['a-2', 'b-1']) rmSync(join(folder, `${name}.wav`));

  const { isInstalled, reason } = refusal(folder);

  assert.equal(isInstalled, true);
  assert.match(reason, /b-1\.wav is left out: there is no such file; on Debian: apt-get install --reinstall /);
});

test('lists that are too long, or no files, are one line', (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'fileids'), 'a-2\n'.repeat(21));
  assert.match(refusal(folder).reason, /21 recordings, over 20/);

  writeFileSync(join(folder, 'fileids'), 'a'.repeat(100_001));
  assert.match(refusal(folder).reason, /a list of recordings is shorter/);

  rmSync(join(folder, 'fileids'));
  mkdirSync(join(folder, 'fileids'));
  assert.match(refusal(folder).reason, /EISDIR/);

  rmSync(join(folder, 'fileids'), { recursive: true });
  writeFileSync(join(folder, 'fileids'), '\n');
  assert.match(refusal(folder).reason, /fileids names no recording/);
});
