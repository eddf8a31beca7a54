import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandFailure } from '../../../testkit/command/failure.ts';
import type { PersonTalk } from '../../../testkit/speech/person-talk.ts';
import { prepareTalk } from '../../../tools/demo/spoken-talk.ts';

const MOONSHINE = { engine: 'moonshine' };
const POCKETSPHINX = { engine: 'pocketsphinx' };
const PERSON: PersonTalk = {
  ok: true,
  talk: { title: 'a reading', voice: 'a reader', samples: new Int16Array(1), text: 'he was young' },
  notes: ['one is left out'],
};
const there = () => PERSON;
const absent = (): PersonTalk => ({ ok: false, isInstalled: false, reason: 'install it' });
const broken = (): PersonTalk => ({ ok: false, isInstalled: true, reason: 'all of it is cut' });

test('by default a person speaks, where one is installed and will be understood', () => {
  assert.equal(prepareTalk(undefined, 1, there)(MOONSHINE), PERSON);
});

test('by default a synthetic voice speaks to a recogniser that is not up to people, and the reason is said', () => {
  const { talk, notes } = prepareTalk(undefined, 1, there)(POCKETSPHINX);

  assert.match(talk.voice, /synthetic voice \(rms\)/);
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /too badly.*--voice person.*npm run setup/);
});

test('a person’s voice that is asked for speaks to any recogniser', () => {
  assert.equal(prepareTalk('person', 1, there)(POCKETSPHINX), PERSON);
});

test('a person’s voice that is asked for and not there is one line and exit code 2', () => {
  for (const read of [absent, broken]) {
    assert.throws(
      () => prepareTalk('person', 1, read),
      (error) => error instanceof CommandFailure && error.exitCode === 2 && /^--voice person: /.test(error.message),
    );
  }
});

test('where no person’s voice is there a synthetic one speaks, and the reason is said', () => {
  for (const [read, expected] of [
    [absent, /where Debian's pocketsphinx-testdata is installed$/],
    [broken, /cannot be used: all of it is cut$/],
  ] as const) {
    const { talk, notes } = prepareTalk(undefined, 1, read)(MOONSHINE);

    assert.match(talk.voice, /rms/);
    assert.match(notes.join('\n'), expected);
  }
});

test('a synthetic voice that is asked for speaks, and no recordings are looked for', () => {
  const { talk, notes } = prepareTalk('kal', 2, () => assert.fail())(MOONSHINE);

  assert.deepEqual([talk.title, talk.voice, notes], ['2 sentences', 'a synthetic voice (kal)', []]);
});
