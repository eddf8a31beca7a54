/** Builds the pages into dist/web: bundled by Vite, each file's content in its name, and the sample talk beside them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { makeTalk, TALK } from '../demo/talk.ts';
import { SAMPLE_RATE_HZ } from '../src/audio/pcm.ts';
import { encodeWav } from '../src/audio/wav-writer.ts';

const ROOT = join(import.meta.dirname, '../web');
const OUT = join(import.meta.dirname, '../dist/web');

await build({
  configFile: false,
  root: ROOT,
  // Relative, so that the pages work under a proxy's prefix too.
  base: './',
  logLevel: 'warn',
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

writeFileSync(join(OUT, 'sample-talk.wav'), encodeWav(makeTalk('slt', TALK.length).samples, SAMPLE_RATE_HZ));
