/** `npx tsx scripts/odd-recordings.ts folder`: writes unusual recordings of one speech, and a list of their lengths and words. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesToMs } from '../src/audio/pcm.ts';
import { heardRecordings } from '../test/support/odd-recordings.ts';
import { refusedRecordings } from '../test/support/refused-recordings.ts';
import { makeTalk } from '../testkit/speech/talk.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: npx tsx scripts/odd-recordings.ts folder\n');
  process.exit(2);
}

const { samples, text } = makeTalk('rms', 1);
const heard = heardRecordings(samples);
const refused = refusedRecordings(samples);
mkdirSync(folder, { recursive: true });
for (const { name, bytes } of [...heard, ...refused]) writeFileSync(join(folder, name), bytes);
const list = {
  words: text,
  read: heard.map(({ name, what, heard: expected, note }) => ({
    name,
    what,
    seconds: samplesToMs(expected.length) / 1000,
    ...(note === undefined ? {} : { note: note.source }),
  })),
  refused: refused.map(({ name, what, refused: message, playsInBrowser = false }) => ({
    ...{ name, what, message: message.source, playsInBrowser },
  })),
};
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(list, undefined, 2)}\n`);
process.stdout.write(`${heard.length + refused.length} recordings and expected.json in ${folder}\n`);
