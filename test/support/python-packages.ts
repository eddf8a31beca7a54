/** Python packages for a test, by the hashes of a requirements file: fetched once into the user's cache, installed nowhere. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export type PythonPackages =
  | {
      readonly ok: true;
      /** For PYTHONPATH. */
      readonly folder: string;
    }
  | { readonly ok: false; readonly reason: string };

const run = promisify(execFile);
const FETCH_WITHIN_MS = 120_000;

/** Never rejects: without Python, pip or the registry it gives the reason. */
export async function pythonPackages(requirementsFile: string): Promise<PythonPackages> {
  try {
    const folder = join(cacheFolder(), `python-${await fingerprint(requirementsFile)}`);
    if (!existsSync(folder)) await fetch(requirementsFile, folder);
    return { ok: true, folder };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rostrum');
}

/** Of the packages and of the Python that is to load them. */
async function fingerprint(requirementsFile: string): Promise<string> {
  const { stdout } = await run('python3', ['-c', 'import pip, sys; print(sys.version, sys.platform)']);
  return createHash('sha256')
    .update(stdout)
    .update(await readFile(requirementsFile))
    .digest('hex')
    .slice(0, 16);
}

async function fetch(requirementsFile: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  // Beside its place: whoever asks at the same time does not find half of it.
  const workshop = await mkdtemp(`${folder}-`);
  try {
    const what = ['--require-hashes', '--only-binary=:all:', '--requirement', requirementsFile];
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', workshop, ...what], {
      timeout: FETCH_WITHIN_MS,
    });
    await rename(workshop, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const { code, stderr = '', message } = error as Error & { readonly code?: unknown; readonly stderr?: string };
  if (code === 'ENOENT' || stderr.includes("'pip'")) return 'needs python3 with pip';
  const said = stderr.split('\n').filter((line) => /^error/i.test(line));
  return `pip: ${said.at(-1) ?? message}`;
}
