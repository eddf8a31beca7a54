/** The client as a browser gets it: one file, with nothing in it that only Node or the server needs. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

interface Bundler {
  build(options: object): Promise<{
    readonly outputFiles: readonly { readonly text: string }[];
    readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> };
  }>;
}

/** tsx runs on it, so it is there. */
const bundler = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild') as Bundler;

test('the client is one small file for browsers: no package, no built-in module, nothing compiled at run time', async () => {
  const { outputFiles, metafile } = await bundler.build({
    stdin: {
      contents: `export { Speaker } from './speaker.ts'; export { Listener } from './listener.ts';`,
      resolveDir: 'src/client',
    },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'rostrum',
  });
  const text = outputFiles[0]?.text ?? '';

  const from = Object.keys(metafile.inputs).filter((path) => !path.startsWith('src/client/') && path !== '<stdin>');
  assert.deepEqual(from.sort(), ['src/protocol/close-codes.ts', 'src/protocol/limits.ts']);
  assert.ok(text.length < 30_000, `${text.length} characters`);

  // A place with no globals but those of the language and what a browser adds.
  const place: Record<string, unknown> = {
    URL,
    setTimeout,
    clearTimeout,
    performance,
    queueMicrotask,
    AbortController,
  };
  const names = runInNewContext(`${text}; [rostrum.Speaker.create.name, rostrum.Listener.join.name]`, place);
  assert.deepEqual([...(names as string[])], ['create', 'join']);
});
