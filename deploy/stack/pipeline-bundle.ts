/** Builds the pipeline's handler into one file with the AWS SDK inside, so that the function is what was tested. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** As in the template: FILE.FUNCTION. */
export const HANDLER = 'handler.handler';
/** The target of the bundle, and so the oldest runtime it runs on. */
export const NODE_VERSION = '22';

/** The SDK's CommonJS parts ask for built-in modules with require, which an ES module does not have. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * @param folder Is emptied first.
 * @returns the folder, with handler.mjs. Throws when the code does not build.
 */
export function buildPipeline(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['pipeline/handler.ts'],
    outfile: join(folder, 'handler.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${NODE_VERSION}`,
    // Fewer bytes start sooner; names stay, for the log's stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return folder;
}
