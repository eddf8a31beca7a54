/** `npm run node24`: the compiled server on the Node that users are told to run, in the Debian that it needs. */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { colours, say } from '../progress.mjs';
import { debianRoot, obstacle, runInside, SUITE } from './debian-root.ts';
import { NODE_VERSION } from './node-package.ts';

const USAGE = `Usage: npm run node24 [-- options]
       npm run node24 -- [options] -- command...

Runs the compiled server on Node ${NODE_VERSION} in Debian 13 (${SUITE}): the contract suite, requests cut by the network, speech
recognition. Builds that system in the user's cache first (debootstrap, 500 MB); later runs use it as it is. Needs root, or sudo
without a password, for mounts that nobody else sees.

  command...       run this in it, in the repository, instead of the checks
  --mirror <url>   a Debian mirror (default: what apt on this machine uses)
  --rebuild        build the system again
  --verbose        show everything that the commands say
  --help           this text

Exit: 0 all is kept; 1 something is not; 2 wrong usage; 3 it cannot be run on this machine, with the reason.
`;

const NODE_TEST = ['node', '--import', 'tsx', '--test', '--test-reporter=spec'];
/** What depends on Node and on the library of sockets. */
const TESTS = [
  'test/server/sockets/socket-binaries.test.ts',
  'test/server/sockets/socket-library.test.ts',
  'test/hostile/cut-requests.test.ts',
  'test/whole/http-connections.test.ts',
];
/** The speech engines' libraries, called from Node. */
const RECOGNITION = [
  '--test-name-pattern=flite speech is recognised',
  '--test-name-pattern=understands a sentence',
  'test/emulators/transcribe/pocketsphinx/recognition.test.ts',
  'test/emulators/transcribe/engines/moonshine-platform.test.ts',
];
const VERSIONS = '"Node " + process.versions.node + ", glibc " + process.report.getReport().header.glibcVersionRuntime';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return fail(`${lineOf(error).split('. ')[0]} (--help shows the options)`, 2);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const reason = obstacle();
  if (reason !== undefined) return fail(reason, 3);
  try {
    say(colours.bold(`Node ${NODE_VERSION} in Debian's ${SUITE}`));
    const { mirror, rebuild: isRebuilt, verbose: isVerbose } = values;
    const folder = await debianRoot({ mirror, isRebuilt, isVerbose });
    // What is run there is compiled here, as the server's users do.
    await builtProgram('server');
    return positionals.length > 0 ? await runInside(folder, positionals) : await check(folder, isVerbose);
  } catch (error) {
    return fail(lineOf(error), 1);
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      mirror: { type: 'string' },
      rebuild: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

async function check(folder: string, isVerbose: boolean): Promise<number> {
  const isNews = (line: string) => isVerbose || !line.startsWith('✓');
  const steps = [
    ['Node and the C library', ['node', '-p', VERSIONS], () => true],
    ['the contract suite', ['node', '--import', 'tsx', 'verify/contract/main.ts'], isNews],
    ['sockets', [...NODE_TEST, ...TESTS], () => true],
    ['speech recognition', [...NODE_TEST, ...RECOGNITION], () => true],
  ] as const;
  const failed: string[] = [];
  for (const [title, command, shows] of steps) {
    say(colours.bold(`  ${title}`));
    const startedMs = performance.now();
    const code = await runInside(folder, command, shows);
    say(
      `  ${code === 0 ? colours.green('done') : colours.red('failed')} in ${Math.round((performance.now() - startedMs) / 1_000)} s`,
    );
    if (code !== 0) failed.push(title);
  }
  if (failed.length === 0) return 0;
  return fail(`not as promised: ${failed.join(', ')}`, 1);
}

function lineOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string, code: number): number {
  process.stderr.write(`node24: ${message}\n`);
  return code;
}
