/** Recordings as people have them, through the demo's reader: their length, their sound, and their words. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startTranscribeEndpoint } from '../../../emulators/transcribe/endpoint.ts';
import { toPcm } from '../../../src/audio/pcm.ts';
import { CommandFailure } from '../../../testkit/command/failure.ts';
import { countWordErrors } from '../../../testkit/speech/word-error-rate.ts';
import { readRecording } from '../../../tools/demo/recording.ts';
import { finals, KEY, pieces, transcribe } from '../../emulators/transcribe/sdk-client.ts';
import { heardRecordings } from '../../support/odd-recordings.ts';
import { refusedRecordings } from '../../support/refused-recordings.ts';
import { signalToDifferenceDb } from '../../support/signal-to-difference.ts';
import { concat, silence, synthesise } from '../../support/speech.ts';

const WORDS = 'Good morning, everybody.';
const speech = await synthesise(WORDS, { voice: 'rms' });
const folder = mkdtempSync(join(tmpdir(), 'rostrum-odd-'));
after(() => rmSync(folder, { recursive: true }));

function fileOf({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

for (const recording of heardRecordings(speech)) {
  const { what, heard, minDb, note } = recording;
  test(`${recording.name}, ${what}, is heard in full${note === undefined ? '' : ', and one line says what was mended'}`, async () => {
    const { samples, notes } = await readRecording(fileOf(recording));

    assert.equal(samples.length, heard.length);
    const db = signalToDifferenceDb(heard, samples);
    assert.ok(db >= minDb, `${db} dB`);
    assert.equal(notes.length, note === undefined ? 0 : 1, notes.join('; '));
    if (note !== undefined) assert.match(notes[0] ?? '', note);
  });
}

for (const recording of refusedRecordings(speech)) {
  test(`${recording.name}, ${recording.what}, is refused in one line with the file’s name`, async () => {
    const file = fileOf(recording);
    await assert.rejects(readRecording(file), (error: unknown) => {
      assert.ok(error instanceof CommandFailure);
      assert.ok(error.message.startsWith(`${file}: `) && !error.message.includes('\n'), error.message);
      assert.match(error.message, recording.refused);
      const isBroken = /broken|empty|no audio/.test(error.message);
      assert.equal(/; convert it: ffmpeg -i \S+ -ar 16000 -ac 1 \S+-16k\.wav$/.test(error.message), !isBroken);
      return error.exitCode === 2;
    });
  });
}

/** Each a stream of its own: the recogniser gets used to a line's sound, as people do. */
const LINES = {
  'a telephone': ['telephone-a-law.wav', 'telephone-mu-law.wav'],
  'a stream, an RF64, opposite phase and one channel alone': [
    'espeak-stdout.wav',
    'rf64.wav',
    'opposite-phase-44100.wav',
    'one-channel-silent.wav',
  ],
};

for (const [line, names] of Object.entries(LINES)) {
  test(`the words are recognised: ${line}`, async (t) => {
    const { endpoint, close } = await startTranscribeEndpoint({
      recogniser: 'pocketsphinx',
      workers: 1,
      credentials: KEY,
    });
    t.after(close);
    const recordings = heardRecordings(speech).filter(({ name }) => names.includes(name));
    const parts = [silence(700)];
    for (const recording of recordings) parts.push((await readRecording(fileOf(recording))).samples, silence(900));

    const heard = finals(await transcribe(endpoint, pieces(toPcm(concat(...parts))))).join(' ');

    const { rate } = countWordErrors(recordings.map(() => WORDS).join(' '), heard);
    t.diagnostic(`word error rate ${(rate * 100).toFixed(1)} %: ${heard}`);
    assert.equal(recordings.length, names.length);
    assert.ok(rate <= 0.15, `${rate}: ${heard}`);
  });
}

test('espeak-ng --stdout > t.wav: what the program itself writes is read', async () => {
  const bytes = execFileSync('espeak-ng', ['--stdout', 'Good morning, everybody.']);
  const { samples, notes } = await readRecording(fileOf({ name: 't.wav', bytes }));

  assert.ok(samples.length > 0.8 * 16_000 && samples.length < 4 * 16_000, `${samples.length} samples`);
  assert.match(notes.join(), /^its header gives 2,147,479,552 bytes of audio; the file has [\d,]+, which are read$/);
});
