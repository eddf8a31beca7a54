/** The Debian 13 system with Node 24 for the checks: built once in the user's cache, then reused. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defaultModelFolder } from '../../src/integrations/emulators/model-folder.ts';
import { ENGINES } from '../engines.mjs';
import { runShown, say } from '../progress.mjs';
import { debianMirror } from './apt-mirror.ts';
import { NODE_VERSION, withNodeProgram } from './node-package.ts';

/** Debian 13. */
export const SUITE = 'trixie';
/** What the checks of the service need beside the engines' packages. */
const SERVICE_PACKAGES = ['systemd'];

const PROGRAM = fileURLToPath(new URL('debian-root.sh', import.meta.url));
const REPOSITORY = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));
/** Variables that sudo must not drop. debootstrap needs those of the proxy. */
const KEPT = ['CI', 'NO_COLOR', 'http_proxy', 'https_proxy', 'no_proxy'];
/** The programs that are needed, and their Debian packages. */
const TOOLS = {
  debootstrap: 'debootstrap',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  chroot: 'coreutils',
} as const;

export interface RootOptions {
  /** Undefined: the mirror that apt on this machine uses. */
  readonly mirror: string | undefined;
  readonly isRebuilt: boolean;
  readonly isVerbose: boolean;
}

/** @returns one line: why the checks cannot run on this machine. Undefined: they can. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux';
  // The PATH of some users lacks the folders of the administrator's programs.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  for (const [program, name] of Object.entries(TOOLS)) {
    const { status } = spawnSync('/bin/sh', ['-c', `command -v ${program}`], { env });
    if (status !== 0) return `it needs ${program}: on Debian, apt-get install ${name}`;
  }
  if (!isRoot() && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    return 'it needs root for its mounts, and sudo would ask for a password';
  }
  const probe = asRoot(['unshare', '--mount', '--pid', '--fork', 'true']);
  const { status } = spawnSync(probe[0] ?? '', probe.slice(1), { stdio: 'ignore' });
  return status === 0 ? undefined : 'it needs namespaces of its own for its mounts, and this system allows none';
}

/** @returns the folder. Rejects with one line, after the output of debootstrap was shown. */
export async function debianRoot({ mirror, isRebuilt, isVerbose }: RootOptions): Promise<string> {
  const packages = [...new Set([...SERVICE_PACKAGES, ...ENGINES.flatMap((engine) => engine.packages)])]
    .sort()
    .join(',');
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rostrum');
  const key = createHash('sha256').update(`${SUITE} ${NODE_VERSION} ${process.arch} ${packages}`).digest('hex');
  const folder = join(cache, `${SUITE}-node${NODE_VERSION}-${key.slice(0, 8)}`);
  await mkdir(cache, { recursive: true });
  const known = readdirSync(cache).filter((name) => name.startsWith(`${SUITE}-node`));
  const outdated = known
    .map((name) => join(cache, name))
    .filter((path) => (isRebuilt ? path === folder : !path.startsWith(folder)));
  if (outdated.length > 0) await root('removing what an earlier version built', ['remove', ...outdated], isVerbose);
  if (existsSync(folder)) {
    say(`  Debian's ${SUITE} is there already: ${folder}`);
    return folder;
  }
  const from = mirror ?? (await debianMirror());
  await withNodeProgram(process.arch, (node) =>
    root(`debootstrap ${SUITE} into ${folder}`, ['build', folder, SUITE, from, packages, node], isVerbose),
  );
  return folder;
}

/**
 * Runs a command in the Debian system, in this repository. The repository and the speech model have the same paths as outside,
 * and are read-only.
 * @param shows whether a line of its output is shown.
 * @param how `boot`: in a copy that systemd has started, with a network of its own; its output comes at the end.
 * @returns its exit code.
 */
export async function runInside(
  folder: string,
  command: readonly string[],
  shows: (line: string) => boolean = () => true,
  how: 'run' | 'boot' = 'run',
): Promise<number> {
  return await shown([how, folder, REPOSITORY, modules(), speechModel(), ...command], shows);
}

export interface ImageOptions {
  /** Layers of an image, the top one first: folders that have the system's paths in them. */
  readonly layers: readonly string[];
  /** It is /out inside, and writable. */
  readonly out?: string;
  /** The folder of npm. With it the repository's packages are the image's (/app/node_modules), to be changed at will. */
  readonly npm?: string;
}

/** Runs a command with layers over the Debian system. The repository is mounted as in `runInside`. @returns its exit code. */
export async function runInImage(
  folder: string,
  { layers, out = '', npm = '' }: ImageOptions,
  command: readonly string[],
  shows: (line: string) => boolean = () => true,
): Promise<number> {
  return await shown(['image', folder, layers.join(':'), out, REPOSITORY, modules(), npm, ...command], shows);
}

/** Removes a folder in which `runInImage` has made files, as root. Rejects with one line. */
export async function removeMade(folder: string): Promise<void> {
  await root('removing the layers', ['remove', folder], false);
}

const modules = () => realpathSync(join(REPOSITORY, 'node_modules'));

/** Runs debian-root.sh. @param shows whether a line of its output is shown. @returns its exit code. */
async function shown(args: readonly string[], shows: (line: string) => boolean): Promise<number> {
  const [program = '', ...rest] = asRoot([PROGRAM, ...args]);
  const child = spawn(program, rest, { stdio: ['inherit', 'pipe', 'pipe'] });
  for (const [stream, target] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    createInterface({ input: stream }).on('line', (line) => {
      if (shows(line)) target.write(`${line}\n`);
    });
  }
  return await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status) => resolve(status ?? 1));
  });
}

/** The folder of the speech model; empty if setup could not fetch it. */
function speechModel(): string {
  const folder = process.env.EMBEDDED_ASR_MODEL_FOLDER || defaultModelFolder(process.env);
  return folder !== undefined && existsSync(folder) ? realpathSync(folder) : '';
}

async function root(title: string, args: readonly string[], verbose: boolean): Promise<void> {
  const [program = '', ...rest] = asRoot([PROGRAM, ...args]);
  const { code, output } = await runShown(`  ${title}`, program, rest, { verbose });
  if (code === 0) return;
  if (!verbose) for (const line of output.trimEnd().split('\n').slice(-10)) process.stderr.write(`    ${line}\n`);
  throw new Error(`${title} failed`);
}

const isRoot = () => process.getuid?.() === 0;

function asRoot(command: readonly string[]): readonly string[] {
  if (isRoot()) return command;
  // sudo drops the environment, so `env` sets the variables in the command that sudo runs.
  const wanted = KEPT.filter((name) => process.env[name] !== undefined).map((name) => `${name}=${process.env[name]}`);
  return ['sudo', '-n', 'env', ...wanted, ...command];
}
