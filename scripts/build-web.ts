/**
 * Builds the pages into dist/web: bundled by Vite, with a hash of its content in each file's name. Adds the sample talk in a
 * synthetic voice, and in a person's voice if Debian's recordings are installed. These are in the public domain, so the build
 * may be distributed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';
import { SAMPLE_RATE_HZ } from '../src/audio/pcm.ts';
import { encodeWav } from '../src/audio/wav-writer.ts';
import { readPersonTalk } from '../testkit/speech/person-talk.ts';
import { makeTalk, TALK, type Talk } from '../testkit/speech/talk.ts';
import { GROUPS, namedModulesExist } from './web/chunks.ts';
import { plainImports } from './web/plain-imports.ts';
import { worklets } from './web/worklets.ts';

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
  plugins: [worklets(), plainImports(), namedModulesExist()],
  define: { HAS_PERSON_TALK: String(person.ok) },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline, because the content security policy of the pages allows files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      optimization: { inlineConst: { mode: 'all', pass: 2 } },
      input: ['index', 'speak', 'listen', 'screen', 'poster', 'inside'].map((page) => join(ROOT, `${page}.html`)),
      output: { codeSplitting: { groups: GROUPS, includeDependenciesRecursively: false } },
    },
  },
});

// Browsers take this form over https only, where it is a tenth smaller than what the server makes itself (gzip).
for (const name of readdirSync(OUT, { recursive: true, encoding: 'utf8' })) {
  if (/\.(html|js|css|svg)$/.test(name))
    writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(readFileSync(join(OUT, name))));
}

const write = (name: string, { samples }: Talk) => writeFileSync(join(OUT, name), encodeWav(samples, SAMPLE_RATE_HZ));
write('sample-talk.wav', makeTalk('slt', TALK.length));
if (person.ok) write('person-talk.wav', person.talk);
