import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeWav } from '../../../src/audio/wav-writer.ts';
import { CommandFailure } from '../../../testkit/command/failure.ts';
import { readRecording } from '../../../tools/demo/recording.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-recording-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

const refusal = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof CommandFailure);
  assert.equal(error.exitCode, 2);
  assert.match(error.message, pattern);
  return true;
};

test('a stereo recording at 44.1 kHz is spoken as 16 kHz mono of the same length', async (t) => {
  const file = join(await folderOf(t), 'talk.wav');
  await writeFile(file, encodeWav(new Int16Array(44_100 * 2).fill(1_000), 44_100, 2));

  const { samples, title, text } = await readRecording(file);

  assert.equal(samples.length, 16_000);
  assert.equal(title, 'talk.wav');
  assert.equal(text, undefined);
});

test('what is no recording is refused in one line that names the file', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'notes.wav');
  await writeFile(file, 'not audio at all');

  await assert.rejects(readRecording(file), refusal(/notes\.wav: not a WAVE file/));
  await assert.rejects(readRecording(join(folder, 'absent.wav')), refusal(/absent\.wav: there is no such file$/));
  await assert.rejects(readRecording(folder), refusal(/: it is a folder$/));
  await assert.rejects(readRecording(join(file, 'x')), refusal(/: ENOTDIR$/));
});

test('a recording without audio, at an impossible rate, or of over an hour is refused', async (t) => {
  const file = join(await folderOf(t), 'talk.wav');

  await writeFile(file, encodeWav(new Int16Array(0), 16_000));
  await assert.rejects(readRecording(file), refusal(/it holds no audio$/));
  await writeFile(file, encodeWav(new Int16Array(100), 1_000));
  await assert.rejects(
    readRecording(file),
    refusal(/a rate of 1000 Hz is not supported: 4000 to 384000 Hz are; convert it: ffmpeg /),
  );
  await writeFile(file, encodeWav(new Int16Array(4_000 * 3_601), 4_000));
  await assert.rejects(readRecording(file), refusal(/it is longer than an hour$/));
});
