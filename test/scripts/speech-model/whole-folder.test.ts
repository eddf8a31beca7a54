import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FETCHED, failure } from '../../../scripts/speech-model/fetch-fault.ts';
import { makeWholeFolder, type WholeFolder } from '../../../scripts/speech-model/whole-folder.ts';
import { smallDisk } from '../../support/small-disk.ts';

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-whole-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A folder with one file, good when the file says so. */
function folderSaying(folder: string, text: string, more: Partial<WholeFolder> = {}): WholeFolder {
  return {
    folder,
    neededMegabytes: 0,
    isGood: async (path) =>
      existsSync(join(path, 'file')) && readFileSync(join(path, 'file'), 'utf8').startsWith('good'),
    async fill(made) {
      await writeFile(join(made, 'file'), text);
      return FETCHED;
    },
    ...more,
  };
}

test('the folder appears whole, with its parents, and nothing else is left', async (t) => {
  const parent = join(temporary(t), 'a', 'b');

  assert.deepEqual(await makeWholeFolder(folderSaying(join(parent, 'model'), 'good')), FETCHED);
  assert.deepEqual(readdirSync(parent), ['model']);
  assert.deepEqual(readdirSync(join(parent, 'model')), ['file']);
});

test('whatever goes wrong while it is filled, nothing is there afterwards', async (t) => {
  const parent = temporary(t);
  const failing = failure('no network');
  const outcomes = [
    await makeWholeFolder(
      folderSaying(join(parent, 'model'), '', {
        async fill(made) {
          await writeFile(join(made, 'file'), 'half');
          return failing;
        },
      }),
    ),
    await makeWholeFolder(
      folderSaying(join(parent, 'model'), '', {
        async fill() {
          throw new Error('EIO: i/o error, write');
        },
      }),
    ),
  ];

  assert.deepEqual(outcomes, [failing, failure(`${parent}: EIO: i/o error, write`)]);
  assert.deepEqual(readdirSync(parent), []);
});

test('two that make it at once both succeed, and the first one’s stays', async (t) => {
  const folder = join(temporary(t), 'model');
  const both = { come: () => {}, arrived: 0 };
  const together = new Promise<void>((resolve) => {
    both.come = () => {
      both.arrived += 1;
      if (both.arrived === 2) resolve();
    };
  });
  const making = ['good one', 'good two'].map((text) =>
    makeWholeFolder(
      folderSaying(folder, text, {
        async fill(made) {
          await writeFile(join(made, 'file'), text);
          both.come();
          await together;
          return FETCHED;
        },
      }),
    ),
  );

  assert.deepEqual(await Promise.all(making), [FETCHED, FETCHED]);
  assert.match(readFileSync(join(folder, 'file'), 'utf8'), /^good (one|two)$/);
  assert.deepEqual(readdirSync(join(folder, '..')), ['model']);
});

test('a folder that is good by the time its other is made is not touched', async (t) => {
  const folder = join(temporary(t), 'model');
  const outcome = await makeWholeFolder(
    folderSaying(folder, 'good, mine', {
      async fill(made) {
        await writeFile(join(made, 'file'), 'good, mine');
        mkdirSync(folder);
        writeFileSync(join(folder, 'file'), 'good, theirs');
        return FETCHED;
      },
    }),
  );

  assert.deepEqual(outcome, FETCHED);
  assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'good, theirs');
});

test('a damaged folder is replaced', async (t) => {
  const folder = join(temporary(t), 'model');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), 'bad');
  writeFileSync(join(folder, 'more'), '');

  assert.deepEqual(await makeWholeFolder(folderSaying(folder, 'good')), FETCHED);
  assert.deepEqual(readdirSync(folder), ['file']);
  assert.deepEqual(readdirSync(join(folder, '..')), ['model']);
});

test('what a killed setup left behind long ago is removed; what another works in now is not', async (t) => {
  const parent = temporary(t);
  const now = Date.now() / 1000;
  for (const [name, age] of [
    ['model.being-made-old', 7200],
    ['model.being-made-new', 60],
    ['other.being-made-old', 7200],
  ] as const) {
    mkdirSync(join(parent, name));
    utimesSync(join(parent, name), now - age, now - age);
  }
  await makeWholeFolder(folderSaying(join(parent, 'model'), 'good'));

  assert.deepEqual(readdirSync(parent).sort(), ['model', 'model.being-made-new', 'other.being-made-old']);
});

test('a disk without enough room is told before anything is fetched, one that fills up meanwhile too', async (t) => {
  const disk = smallDisk(t, 1024);
  if (typeof disk === 'string') return t.skip(disk);
  const folder = join(disk.folder, 'model');
  let filled = 0;
  const before = await makeWholeFolder(
    folderSaying(folder, '', {
      neededMegabytes: 250,
      async fill() {
        filled += 1;
        return FETCHED;
      },
    }),
  );
  const meanwhile = await makeWholeFolder(folderSaying(folder, 'x'.repeat(2 << 20)));

  assert.ok(!before.ok && !meanwhile.ok);
  assert.match(before.reason, /^the disk is full: .* has 1 MB free, fetching needs 250 MB for a while$/);
  assert.equal(filled, 0);
  assert.equal(meanwhile.reason, `${disk.folder}: the disk is full`);
  assert.deepEqual(readdirSync(disk.folder), []);
});

test('a folder that may not be written to is told in one line', async (t) => {
  const disk = smallDisk(t, 64);
  if (typeof disk === 'string') return t.skip(disk);
  execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
  const outcome = await makeWholeFolder(folderSaying(join(disk.folder, 'a', 'model'), 'good'));

  const reason = `${disk.folder}/a: no permission to write, or a file system that is read-only`;
  assert.deepEqual(outcome, failure(reason));
});
