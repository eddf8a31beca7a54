/** `npm run node24`: checks the compiled server on Node 24, in Debian 13, whose glibc uWebSockets.js needs there. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { selfSignedCertificate } from '../../testkit/aws/self-signed.ts';
import { commandLine } from '../../testkit/command/command-line.ts';
import { CommandFailure, EXIT } from '../../testkit/command/failure.ts';
import { flag, text } from '../../testkit/command/option.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { colours, say } from '../progress.mjs';
import { makeRelease } from '../release/release.ts';
import { debianRoot, obstacle, runInside, SUITE } from './debian-root.ts';
import { NODE_VERSION } from './node-package.ts';

const NODE24 = commandLine({
  name: 'node24',
  call: 'npm run node24 -- [options]\nnpm run node24 -- [options] -- command...',
  about: `
Runs the compiled server on Node ${NODE_VERSION} in Debian 13 (${SUITE}): the contract suite, requests cut by the network, speech
recognition, and the release archive with its systemd unit. Builds that system in the user's cache first (debootstrap, 500 MB); later runs use it as it is. Needs root, or sudo
without a password, for mounts that no other process sees.`,
  operands: { 'command...': 'run this in it, in the repository, instead of the checks' },
  options: {
    mirror: text({ shown: 'url', help: 'a Debian mirror (default: what apt on this machine uses)' }),
    rebuild: flag('build the system again'),
    verbose: flag('show everything that the commands say'),
  },
  notes: 'Exit: 0 all is kept; 1 something is not; 2 wrong usage; 3 it cannot be run on this machine, with the reason.',
  settle: (values, command) => ({ ...values, command }),
});

const NODE_TEST = ['node', '--import', 'tsx', '--test', '--test-reporter=spec'];
/** The tests of what depends on Node and on the socket library. */
const TESTS = [
  'test/server/sockets/socket-binaries.test.ts',
  'test/server/sockets/socket-library.test.ts',
  'test/hostile/cut-requests.test.ts',
  'test/server/http/uws-exchange.test.ts',
];
/** The speech engines' libraries, called from Node. */
const RECOGNITION = [
  '--test-name-pattern=flite speech is recognised',
  '--test-name-pattern=understands a sentence',
  'test/emulators/transcribe/pocketsphinx/recognition.test.ts',
  'test/emulators/transcribe/engines/moonshine-platform.test.ts',
];
/** The release archive, unpacked and started. */
const RELEASE = 'test/release/archive.test.ts';
/** The same as a service, in a Debian that systemd has started. */
const SERVICE = 'test/release/service.test.ts';
/** In the repository, so that the Debian system sees it. */
const RELEASE_FOLDER = fileURLToPath(new URL('../../release/check', import.meta.url));
const VERSIONS = '"Node " + process.versions.node + ", glibc " + process.report.getReport().header.glibcVersionRuntime';

process.exitCode = await runCommand(
  NODE24,
  async ({ mirror, rebuild: isRebuilt, verbose: isVerbose, command }, { signal }) => {
    const reason = obstacle();
    if (reason !== undefined) throw new CommandFailure(reason, 3);
    say(colours.bold(`Node ${NODE_VERSION} in Debian's ${SUITE}`));
    const folder = await debianRoot({ mirror, isRebuilt, isVerbose });
    // Compiled outside, with the Node of this machine.
    await builtProgram('server');
    return command.length > 0 ? runInside(folder, command) : check(folder, isVerbose, signal);
  },
);

type Step = readonly [
  title: string,
  command: readonly string[],
  shows: (line: string) => boolean,
  how?: 'run' | 'boot',
];

async function check(folder: string, isVerbose: boolean, signal: AbortSignal): Promise<number> {
  const isNews = (line: string) => isVerbose || !line.startsWith('✓');
  const { archive } = await makeRelease(RELEASE_FOLDER);
  const certificate = await selfSignedCertificate();
  if (certificate === undefined) throw new CommandFailure('it needs openssl: on Debian, apt-get install openssl', 3);
  for (const [name, text] of Object.entries(certificate)) await writeFile(join(RELEASE_FOLDER, name), text);
  const withRelease = ['/usr/bin/env', `ROSTRUM_RELEASE=${archive}`, ...NODE_TEST];
  const steps: readonly Step[] = [
    ['Node and the C library', ['node', '-p', VERSIONS], () => true],
    ['the contract suite', ['node', '--import', 'tsx', 'verify/contract/main.ts'], isNews],
    ['sockets', [...NODE_TEST, ...TESTS], () => true],
    ['speech recognition', [...NODE_TEST, ...RECOGNITION], () => true],
    ['the release', [...withRelease, RELEASE], () => true],
    ['the service', [...withRelease, SERVICE], () => true, 'boot'],
  ];
  const failed: string[] = [];
  for (const [title, command, shows, how] of steps) {
    say(colours.bold(`  ${title}`));
    const startedMs = performance.now();
    const code = await runInside(folder, command, shows, how);
    say(
      `  ${code === 0 ? colours.green('done') : colours.red('failed')} in ${Math.round((performance.now() - startedMs) / 1_000)} s`,
    );
    if (signal.aborted) return EXIT.interrupted;
    if (code !== 0) failed.push(title);
  }
  if (failed.length > 0) throw new CommandFailure(`not as promised: ${failed.join(', ')}`);
  return EXIT.done;
}
