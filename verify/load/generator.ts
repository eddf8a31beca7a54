/** Finds k6 on the PATH, or builds it once from its Go module into the user's cache. Runs no load. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The version to build. TypeScript without a bundler needs 1.0 or later. */
export const K6_VERSION = 'v1.8.1';
const MODULE = 'go.k6.io/k6';
const OLDEST_MAJOR = 1;

export interface Generator {
  readonly program: string;
  readonly version: string;
}

export interface GeneratorSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called once before the build, which takes minutes. */
  readonly onBuild: (message: string) => void;
}

/** Rejects with one line when neither k6 nor Go is installed. */
export async function findGenerator({ environment, onBuild }: GeneratorSearch): Promise<Generator> {
  const atHand = await generatorAtHand(environment);
  if (atHand !== undefined) return atHand;
  const program = placeOf(environment);
  await build(program, environment, onBuild);
  const version = await versionOf(program, environment);
  if (version === undefined) throw new Error(`${program} does not run; delete it, and it is built again`);
  return { program, version };
}

/** Finds k6 on the PATH or an earlier build. Undefined: it must be built. */
export async function generatorAtHand(environment: GeneratorSearch['environment']): Promise<Generator | undefined> {
  for (const program of ['k6', placeOf(environment)]) {
    const version = await versionOf(program, environment);
    if (version !== undefined && isNewEnough(version)) return { program, version };
  }
  return undefined;
}

function placeOf(environment: GeneratorSearch['environment']): string {
  return join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rostrum', `k6-${K6_VERSION}`, 'k6');
}

export function isNewEnough(version: string): boolean {
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) >= OLDEST_MAJOR;
}

async function build(
  program: string,
  environment: GeneratorSearch['environment'],
  onBuild: (message: string) => void,
): Promise<void> {
  if ((await answer('go', ['version'], environment)) === undefined) {
    throw new Error(
      'k6 is needed: put k6 1.0 or newer on the PATH (https://grafana.com/docs/k6/latest/set-up/install-k6/), ' +
        'or Go, with which it is built here',
    );
  }
  const folder = dirname(program);
  onBuild(`Building k6 ${K6_VERSION} with Go into ${folder}: once, and it takes a few minutes`);
  await mkdir(folder, { recursive: true });
  // Built in a temporary folder, so that another process never finds an incomplete build.
  const workshop = await mkdtemp(join(folder, 'build-'));
  try {
    const child = spawn('go', ['install', `${MODULE}@${K6_VERSION}`], {
      env: { ...environment, GOBIN: workshop },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said = `${said}${part}`.slice(-2_000);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0)
      throw new Error(`k6 could not be built: ${said.trim().split('\n').at(-1) ?? `go ended with ${code}`}`);
    await rename(join(workshop, 'k6'), program);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** @returns k6's version, with its v. Undefined: it cannot be run. */
async function versionOf(program: string, environment: GeneratorSearch['environment']): Promise<string | undefined> {
  const said = await answer(program, ['version'], environment);
  return said === undefined ? undefined : /\bv\d+\.\d+\.\d+\S*/.exec(said)?.[0];
}

/** @returns what the program prints. Undefined: it is missing or fails. */
function answer(
  program: string,
  args: readonly string[],
  environment: GeneratorSearch['environment'],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (part: Buffer) => {
      said += part;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? said : undefined));
  });
}
