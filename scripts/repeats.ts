/**
 * `npm run repeats`: counts the pairs of places that have six or more identical lines. `--help` says what a line and a pair are.
 * With `--most`, a check fails if the number grows: a change to repeated code is easily made in one place only.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure, EXIT, WrongUsage } from '../testkit/command/failure.ts';
import { runCommand } from '../testkit/command/run-command.ts';
import { REPEATS } from './repeats/options.ts';
import { findRepeats, type Source } from './repeats/repeats.ts';
import { listed, toReport } from './repeats/report.ts';

process.exitCode = await runCommand(REPEATS, ({ folders, withShapes, min, most, root, isJson }) => {
  const repeats = findRepeats(trackedSources(root, folders), min, withShapes);
  const withTests = folders.length > 0;
  process.stdout.write(
    isJson ? `${JSON.stringify({ min, ...repeats }, null, 2)}\n` : toReport(repeats, { withShapes, withTests }),
  );
  const { length } = listed(repeats.identical, withTests);
  if (length > most) throw new CommandFailure(`${length} identical pairs, where there may be ${most}`);
  return EXIT.done;
});

/** Reads them from the working tree, where a file that git tracks may be missing. */
function trackedSources(root: string, folders: readonly string[]): Source[] {
  const list = execFileSync('git', ['ls-files', '-z', '*.ts', '*.mjs'], { cwd: root, encoding: 'utf8' });
  const files = list.split('\0').filter((name) => name !== '' && existsSync(join(root, name)));
  const isIn = (name: string, folder: string) => folder === '' || folder === '.' || name.startsWith(`${folder}/`);
  const empty = folders.find((folder) => !files.some((name) => isIn(name, folder)));
  if (empty !== undefined) throw new WrongUsage(`git tracks no .ts or .mjs file in ${empty}`);
  return files
    .filter((name) => folders.length === 0 || folders.some((folder) => isIn(name, folder)))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
}
