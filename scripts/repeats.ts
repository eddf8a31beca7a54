/**
 * `npm run repeats`: counts the pairs of places that have six or more identical lines. `--help` says what a line and a pair are.
 * With `--most` the number can only go down: what is said twice is changed once, sooner or later.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf, USAGE } from './repeats/options.ts';
import { repeatsOf, type Source } from './repeats/repeats.ts';
import { listed, reportOf } from './repeats/report.ts';

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  let options: ReturnType<typeof optionsOf>;
  try {
    options = optionsOf(args);
  } catch (error) {
    return fail(`${messageOf(error).split('. ')[0]} (--help shows the options)`, 2);
  }
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { folders, withShapes, min, most, root, isJson } = options;
  let sources: Source[];
  try {
    sources = trackedSources(root, folders);
  } catch (error) {
    return fail(messageOf(error), 2);
  }
  const repeats = repeatsOf(sources, min, withShapes);
  const withTests = folders.length > 0;
  process.stdout.write(
    isJson ? `${JSON.stringify({ min, ...repeats }, null, 2)}\n` : reportOf(repeats, { withShapes, withTests }),
  );
  const { length } = listed(repeats.identical, withTests);
  return length > most ? fail(`${length} identical pairs, where there may be ${most}`, 1) : 0;
}

/** As they are in the working tree: what is moved and not yet committed may be missing there. */
function trackedSources(root: string, folders: readonly string[]): Source[] {
  const list = execFileSync('git', ['ls-files', '-z', '*.ts', '*.mjs'], { cwd: root, encoding: 'utf8' });
  const files = list.split('\0').filter((name) => name !== '' && existsSync(join(root, name)));
  const isIn = (name: string, folder: string) => folder === '' || folder === '.' || name.startsWith(`${folder}/`);
  const empty = folders.find((folder) => !files.some((name) => isIn(name, folder)));
  if (empty !== undefined) throw new Error(`git tracks no .ts or .mjs file in ${empty}`);
  return files
    .filter((name) => folders.length === 0 || folders.some((folder) => isIn(name, folder)))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string, code: number): number {
  process.stderr.write(`repeats: ${message}\n`);
  return code;
}
