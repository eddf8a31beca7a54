/**
 * Builds the pages into dist/web: bundled by Vite, with a hash of its content in each file's name. Adds the sample talk in a
 * synthetic voice, and in a person's voice if Debian's recordings are installed. These are in the public domain, so the build
 * may be distributed.
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
  // Relative URLs, so that the pages also work under a path prefix of a proxy.
  base: './',
  logLevel: 'warn',
  define: { HAS_PERSON_TALK: String(person.ok) },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline, because the content security policy of the pages allows files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index', 'speak', 'listen', 'inside'].map((page) => join(ROOT, `${page}.html`)) },
  },
  worker: { format: 'es' },
});

const write = (name: string, { samples }: Talk) => writeFileSync(join(OUT, name), encodeWav(samples, SAMPLE_RATE_HZ));
write('sample-talk.wav', makeTalk('slt', TALK.length));
if (person.ok) write('person-talk.wav', person.talk);
