/** Installs Debian packages with apt-get, if it needs no password. Never asks for a password, never removes packages. */
import { spawnSync } from 'node:child_process';
import { colours, runShown, say } from './progress.mjs';

/** @returns {{ may: true, sudo: boolean } | { may: false, reason: string }} */
export function findAptAccess() {
  if (!succeeds('apt-get', ['--version']) || !succeeds('dpkg-query', ['--version'])) {
    return { may: false, reason: 'there is no apt-get here' };
  }
  if (process.getuid?.() === 0) return { may: true, sudo: false };
  if (succeeds('sudo', ['-n', 'true'])) return { may: true, sudo: true };
  return { may: false, reason: 'apt-get needs root, and sudo would ask for a password' };
}

/** @param {string[]} packages @returns {string[]} those that dpkg does not have installed */
export function notInstalled(packages) {
  return packages.filter((name) => {
    const { stdout } = spawnSync('dpkg-query', ['-s', name], { encoding: 'utf8' });
    return !/^Status: install ok installed$/m.test(stdout ?? '');
  });
}

/**
 * Installs the packages that it can, and names the others. Fetches the package lists only when a package is not in them or they
 * are out of date.
 * @param {string[]} packages @param {{ sudo: boolean, verbose: boolean }} options
 */
export async function installPackages(packages, options) {
  if (packages.length === 0) {
    say(`  ${colours.yellow('the packages are installed, but an engine does not run')}`);
    return;
  }
  let updated = false;
  if (unknown(packages).length > 0) {
    updated = true;
    await aptGet(['update'], options);
  }
  const nowhere = unknown(packages);
  if (nowhere.length > 0) say(`  ${colours.yellow('not in the package lists')}: ${nowhere.join(' ')}`);
  const offered = packages.filter((name) => !nowhere.includes(name));
  if (offered.length === 0 || (await install(offered, options))) return;
  // Old lists name files that the mirror no longer has.
  if (!updated && (await aptGet(['update'], options))) await install(offered, options);
}

const install = (packages, options) => aptGet(['install', '-y', '--no-install-recommends', ...packages], options);

const unknown = (packages) => packages.filter((name) => !succeeds('apt-cache', ['show', '--no-all-versions', name]));

async function aptGet(args, { sudo, verbose }) {
  const command = ['apt-get', '-o', 'DPkg::Lock::Timeout=120', ...args];
  // sudo drops the environment, so the variable is set in the command that it runs.
  const [program, ...rest] = sudo ? ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive', ...command] : command;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await runShown(`  apt-get ${args.join(' ')}`, program, rest, { env, verbose });
  if (code === 0) return true;
  const lines = output.trimEnd().split('\n').slice(-5);
  if (!verbose) for (const line of lines) say(`    ${line}`);
  say(`  ${colours.yellow(`apt-get ${args[0]} failed`)}`);
  return false;
}

function succeeds(program, args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
