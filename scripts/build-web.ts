/**
 * Builds the pages into dist/web: bundled by Vite, each file's content in its name, and beside them the sample talk, in a
 * person's voice too where Debian's recordings are installed. Those are in the public domain: the build may go anywhere.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { SAMPLE_RATE_HZ } from '../src/audio/pcm.ts';
import { encodeWav } from '../src/audio/wav-writer.ts';
import { readPersonTalk } from '../testkit/speech/person-talk.ts';
import { makeTalk, TALK, type Talk } from '../testkit/speech/talk.ts';

const ROOT = join(import.meta.dirname, '../web');
const OUT = join(import.meta.dirname, '../dist/web');

const person = readPersonTalk();
if (!person.ok) process.stdout.write(`The sample talk has a synthetic voice: ${person.reason}\n`);
else for (const note of person.notes) process.stdout.write(`The sample talk: ${note}\n`);

await build({
  configFile: false,
  root: ROOT,
  // Relative, so that the pages work under a proxy's prefix too.
  base: './',
  logLevel: 'warn',
  define: { HAS_PERSON_TALK: String(person.ok) },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the pages' policy takes files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index', 'speak', 'listen', 'inside'].map((page) => join(ROOT, `${page}.html`)) },
  },
  worker: { format: 'es' },
});

const write = (name: string, { samples }: Talk) => writeFileSync(join(OUT, name), encodeWav(samples, SAMPLE_RATE_HZ));
write('sample-talk.wav', makeTalk('slt', TALK.length));
if (person.ok) write('person-talk.wav', person.talk);
