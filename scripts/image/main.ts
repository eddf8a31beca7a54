/** `npm run image:check`: makes the layers of the image for AWS without an engine, and says what is in them. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../../testkit/command/command-line.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import { flag } from '../../testkit/command/option.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { debianRoot, obstacle, removeMade, runInImage } from '../node24/debian-root.ts';
import { say } from '../progress.mjs';
import type { LockedPackage } from '../release/product-packages.ts';
import { buildImage } from './build.ts';
import { problemsOf } from './contents.ts';

const TARGET = 'aws';
const IMAGE_CHECK = commandLine({
  name: 'image:check',
  call: 'npm run image:check -- [options]',
  about: `
Makes the layers of the image for AWS as the Dockerfile says, without an engine, in the Debian 13 with Node 24 of npm run node24:
its instructions are run there with the files that .dockerignore lets through. Lists the layers with their sizes, looks for
what does not belong in them, and starts the server from them as the image's user. Not made: the base image itself (Debian's
packages and Node), and npm ci, for which the packages that are installed here stand in.`,
  options: { files: flag('list every file'), verbose: flag('show everything that the build says') },
  notes:
    'Exit: 0 it is as it should be; 1 it is not; 2 wrong usage; 3 it cannot be run on this machine, with the reason.',
  settle: (values) => values,
});

process.exitCode = await runCommand(IMAGE_CHECK, async ({ files: areListed, verbose: isVerbose }) => {
  const reason = obstacle();
  if (reason !== undefined) throw new CommandFailure(reason, 3);
  const debian = await debianRoot({ mirror: undefined, isRebuilt: false, isVerbose });
  const work = mkdtempSync(join(tmpdir(), 'rostrum-image-'));
  try {
    const { folders, layers, user, command } = await buildImage(debian, work, TARGET, () => isVerbose);
    let total = 0;
    for (const { made, files } of layers) {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      total += bytes;
      say(`${(bytes / 1e6).toFixed(1).padStart(6)} MB ${String(files.length).padStart(6)} files  ${made}`);
      if (areListed) for (const { path, bytes: size } of files) say(`${String(size).padStart(12)}  ${path}`);
    }
    say(`${(total / 1e6).toFixed(1).padStart(6)} MB above the base image; user ${user}; starts ${command.join(' ')}`);
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, LockedPackage>;
    };
    const problems = problemsOf(layers, packages);
    if (problems.length > 0) throw new CommandFailure(problems);
    const started = ['/usr/bin/env', `IMAGE_USER=${user}`, `IMAGE_COMMAND=${command.join(' ')}`];
    const test = ['node', '--import', 'tsx', '--test', '--test-reporter=spec', 'test/release/image.test.ts'];
    const inRepository = ['sh', '-ec', 'cd "$0" && exec "$@"', process.cwd(), ...started, ...test];
    return await runInImage(debian, { layers: [...folders].reverse() }, inRepository);
  } finally {
    await removeMade(work);
  }
});
