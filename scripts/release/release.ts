/** Makes the release archive from the compiled product and the installed packages. The same input gives the same bytes. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { IN_PAGES, licences } from './licences.ts';
import { isNeeded, type LockedPackage, productPackages, TARGET } from './product-packages.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The time of every file: the one that npm gives the files of a package. */
const FILE_TIME = '1985-10-26 08:15:00Z';
export const SUMS = 'SHA256SUMS';

/** Files of the release, and where they are in the repository. */
const OWN_FILES = {
  'bin/rostrum': 'bin/rostrum',
  'package.json': 'package.json',
  '.env.example': '.env.example',
  LICENSE: 'LICENSE',
  'README.md': 'ops/release/README.md',
  'install.sh': 'ops/release/install.sh',
  'rostrum.service': 'ops/systemd/rostrum.service',
  'rostrum.env': 'ops/systemd/rostrum.env',
} as const;

export interface Release {
  /** Paths of the archive and of the file with its hash. */
  readonly archive: string;
  readonly sums: string;
  /** Of the archive. */
  readonly archiveBytes: number;
  /** Of its files, by the first part of their path. */
  readonly bytesByPart: Readonly<Record<string, number>>;
}

/** The name of the archive, without `.tar.gz`, and of the folder in it. */
export function releaseName(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return `rostrum-${version}-${TARGET.platform}-${TARGET.arch}`;
}

/** Rejects with one line on another system, if the product is not compiled, or if a package is not the locked one. @param folder made if need be. */
export async function makeRelease(folder: string): Promise<Release> {
  const { platform, arch } = process;
  if (platform !== TARGET.platform || arch !== TARGET.arch)
    throw new Error(
      `the packages here are for ${platform}-${arch}, and a release is for ${TARGET.platform}-${TARGET.arch}`,
    );
  const name = releaseName();
  const stage = await mkdtemp(join(tmpdir(), 'rostrum-release-'));
  try {
    const bytesByPart = await fill(join(stage, name));
    await mkdir(folder, { recursive: true });
    const archive = join(folder, `${name}.tar.gz`);
    const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
    const same = ['--format=gnu', '--sort=name', `--mtime=${FILE_TIME}`, '--use-compress-program=gzip -n -9'];
    await run('tar', [...same, ...owner, '-C', stage, '-cf', archive, name]);
    const hash = createHash('sha256')
      .update(await readFile(archive))
      .digest('hex');
    const sums = join(folder, SUMS);
    await writeFile(sums, `${hash}  ${basename(archive)}\n`);
    return { archive, sums, archiveBytes: (await stat(archive)).size, bytesByPart };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function fill(target: string): Promise<Record<string, number>> {
  if (!existsSync(join(ROOT, 'dist/server/index.js'))) throw new Error('the product is not compiled: npm run build');
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  // An optional package may have no build for this machine.
  const packages = productPackages(lock.packages).filter(
    ([path, { optional }]) => !optional || existsSync(join(ROOT, path)),
  );
  for (const [path, { version }] of packages) assertLocked(path, version);
  const files = new Map<string, string>(Object.entries(OWN_FILES));
  for (const path of ['dist', ...packages.map(([each]) => each)]) {
    for (const file of filesOf(path)) if (isNeeded(file)) files.set(file, file);
  }
  const bytes: Record<string, number> = {};
  for (const [to, from] of files) {
    await mkdir(dirname(join(target, to)), { recursive: true });
    await copyFile(join(ROOT, from), join(target, to));
    const part = to.split('/')[0] ?? '';
    bytes[part] = (bytes[part] ?? 0) + (await stat(join(target, to))).size;
  }
  const all = Object.entries(lock.packages).filter(([path]) => IN_PAGES.some((each) => each === path));
  await writeFile(join(target, 'THIRD-PARTY-LICENCES.txt'), licences(ROOT, [...packages, ...all]));
  return bytes;
}

function assertLocked(path: string, version: string): void {
  const file = join(ROOT, path, 'package.json');
  const installed = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version
    : 'nothing';
  if (installed !== version) throw new Error(`${path} is ${installed}, not ${version} of package-lock.json: npm ci`);
}

/** Files under a folder, without those of packages inside it, which have entries of their own. */
function filesOf(path: string): string[] {
  return readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesOf(inner);
    return entry.isFile() ? [inner] : [];
  });
}
