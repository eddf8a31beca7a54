/** Finds the collector and Jaeger, or builds them once from their Go modules, outside the repository. Runs neither. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runShown } from '../../scripts/progress.mjs';
import { CommandFailure } from '../../testkit/command/failure.ts';

const ROOT = join(import.meta.dirname, '../..');
export const COLLECTOR_CONFIG = join(ROOT, 'otel-collector.yaml');
export const JAEGER_CONFIG = join(ROOT, 'ops/observability/jaeger.yaml');
const MANIFEST = join(ROOT, 'ops/observability/otelcol-builder.yaml');

/** Jaeger tags each commit twice; Go can only take the v1 tag. v1.76.0 is v2.13.0, the image in compose.yaml. */
const JAEGER_MODULE = 'github.com/jaegertracing/jaeger@v1.76.0';
export const JAEGER_VERSION = '2.13.0';
const BUILDER = 'go.opentelemetry.io/collector/cmd/builder';
const ASK_TIMEOUT_MS = 30_000;

export interface ToolOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** The home folder, which has the cache. */
  readonly home: string;
  readonly verbose: boolean;
  /** False: missing programs are not built. */
  readonly mayBuild: boolean;
}

export interface Tools {
  readonly collector: string;
  readonly jaeger: string;
}

/** @throws CommandFailure when one is missing and cannot be built. */
export async function toolsFor(options: ToolOptions): Promise<Tools> {
  const collectorVersion = versionIn(await readFile(MANIFEST, 'utf8'));
  const cache = cacheOf(options);
  const built = builtIn(cache, collectorVersion);
  let collector = findProgram(['otelcol-rostrum', 'otelcol-contrib'], built.collector, COLLECTOR_CONFIG, options);
  let jaeger = findProgram(['jaeger'], built.jaeger, JAEGER_CONFIG, options);
  if (collector !== undefined && jaeger !== undefined) return { collector, jaeger };

  const missing = [collector === undefined ? 'the collector' : '', jaeger === undefined ? 'Jaeger' : ''].filter(
    Boolean,
  );
  const what = `${missing.join(' and ')} cannot be found`;
  if (!options.mayBuild) throw new CommandFailure(`${what}: npm run trace -- --build makes them ready`);
  if (!runs('go', ['version'], options.environment)) {
    throw new CommandFailure(
      `${what}, and there is no Go to build them with: put otelcol-contrib ${collectorVersion} and jaeger ${JAEGER_VERSION} on PATH, ` +
        'or start compose.yaml and use --url',
    );
  }
  await mkdir(cache, { recursive: true });
  collector ??= await buildCollector(cache, built.collector, collectorVersion, options);
  jaeger ??= await buildJaeger(built.jaeger, options);
  return { collector, jaeger };
}

/** The folder for builds, outside the repository. */
export function cacheOf({ environment, home }: Pick<ToolOptions, 'environment' | 'home'>): string {
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'rostrum');
}

/** Paths of the built programs. */
export function builtIn(cache: string, collectorVersion: string): Tools {
  return {
    collector: join(cache, `otelcol-rostrum-${collectorVersion}`),
    jaeger: join(cache, `jaeger-${JAEGER_VERSION}`),
  };
}

/** The collector's version in its manifest. */
export function versionIn(manifest: string): string {
  return /^ {2}version: (\S+)$/m.exec(manifest)?.[1] ?? 'unknown';
}

/** Finds a program on PATH or at `built` that accepts the configuration: another build may lack a component. */
function findProgram(
  names: readonly string[],
  built: string,
  config: string,
  { environment }: ToolOptions,
): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, built].find(
    (path) => existsSync(path) && runs(path, ['validate', '--config', config], environment),
  );
}

function runs(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  return spawnSync(program, args, { env: environment, stdio: 'ignore', timeout: ASK_TIMEOUT_MS }).status === 0;
}

async function buildCollector(cache: string, path: string, version: string, options: ToolOptions): Promise<string> {
  const folder = join(cache, 'otelcol-build');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const args = ['run', `${BUILDER}@v${version}`, '--config', MANIFEST, '--ldflags', '-s -w'];
  await step(`Building the collector ${version} (some minutes, once)`, args, folder, options);
  // Moved at the end, so that the path never has an unfinished build.
  await rename(join(folder, 'sources/otelcol-rostrum'), path);
  await rm(folder, { recursive: true, force: true });
  return path;
}

/** `go install` refuses its go.mod, which replaces a module. A build in its folder of the module cache works. */
async function buildJaeger(path: string, options: ToolOptions): Promise<string> {
  const asked = spawnSync('go', ['mod', 'download', '-json', JAEGER_MODULE], {
    env: options.environment,
    encoding: 'utf8',
  });
  const { Dir, Error: problem } = JSON.parse(asked.stdout || '{}') as { Dir?: string; Error?: string };
  if (Dir === undefined) throw new CommandFailure(`no module ${JAEGER_MODULE}: ${problem ?? asked.stderr.trim()}`);
  const unfinished = `${path}.part`;
  const args = ['build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, './cmd/jaeger'];
  await step(`Building Jaeger ${JAEGER_VERSION} (several minutes, once)`, args, Dir, options);
  await rename(unfinished, path);
  return path;
}

async function step(title: string, args: readonly string[], cwd: string, options: ToolOptions): Promise<void> {
  const { environment: env, verbose } = options;
  const { code, output } = await runShown(title, 'go', args, { env, cwd, verbose });
  if (code === 0) return;
  throw new CommandFailure(
    `${title.split(' (')[0]} failed: ${output.trim().split('\n').at(-1) ?? `exit code ${code}`}`,
  );
}
