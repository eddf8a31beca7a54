/** Makes the layers of the image for AWS as the Dockerfile says, without an engine: its steps run in a Debian 13 with Node 24. */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInImage } from '../node24/debian-root.ts';
import { copyContext, runCopy, WORKDIR } from './build-folder.ts';
import type { ImageFile, Layer } from './contents.ts';
import { allowedPaths, type Copy, chainOf, parseDockerfile, type Stage } from './dockerfile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What `npm ci` installs is installed here already, from the same package-lock.json. It is the only step that does not run. */
const INSTALL = 'npm ci';

export interface Image {
  /** Folders, the lowest first, and what is in them. */
  readonly folders: readonly string[];
  readonly layers: readonly Layer[];
  readonly user: string;
  readonly command: readonly string[];
}

/**
 * @param debian the Debian system. @param work an empty folder. @param shows whether a line of the build's output is shown.
 * Rejects if a step fails, or if the Dockerfile has a step that this cannot make.
 */
export async function buildImage(
  debian: string,
  work: string,
  target: string,
  shows: (line: string) => boolean,
): Promise<Image> {
  const stages = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
  const context = join(work, 'context');
  copyContext(ROOT, allowedPaths(readFileSync(join(ROOT, '.dockerignore'), 'utf8')), context);
  const chain = chainOf(stages, target).reverse();
  const steps = chain.flatMap((stage) => stage.steps);
  const copies = steps.filter((step) => step.kind === 'COPY');
  const [run] = steps.flatMap((step) => (step.kind === 'RUN' ? step.text : []));
  if (run !== undefined) throw new Error(`${target} has a step that is not made here: RUN ${run}`);
  const folders = copies.map((_, index) => join(work, 'out', String(index)));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const [source] = new Set(copies.flatMap(({ from }) => from ?? []));
  if (source !== undefined) {
    const taken = copies.map((copy, index) => (copy.from === source ? takeOut(copy, index) : ''));
    await buildStage(chainOf(stages, source).reverse(), taken.filter(Boolean), { debian, work, context, shows });
  }
  copies.forEach((copy, index) => {
    if (copy.from === undefined) runCopy(copy, context, folders[index] ?? '');
  });
  const last = (kind: 'USER' | 'CMD') =>
    steps.reduce((text, step) => (step.kind !== 'COPY' && step.kind === kind ? step.text : text), '');
  return {
    folders,
    layers: copies.map((copy, index) => ({
      made: `COPY ${copy.sources.join(' ')} ${copy.target}`,
      files: listFiles(folders[index] ?? '', '/'),
    })),
    user: last('USER') || 'root',
    command: JSON.parse(last('CMD') || '[]') as string[],
  };
}

interface StageContext {
  readonly debian: string;
  readonly work: string;
  readonly context: string;
  readonly shows: (line: string) => boolean;
}

/** Runs a stage with what it is made from, and then the commands that take its results out. */
async function buildStage(chain: readonly Stage[], taken: readonly string[], at: StageContext): Promise<void> {
  const folder = join(at.work, 'stage');
  const commands: string[] = [];
  for (const step of chain.flatMap(({ steps }) => steps)) {
    if (step.kind === 'COPY') runCopy(step, at.context, folder);
    else if (step.kind === 'RUN' && step.text !== INSTALL) commands.push(`{ ${step.text}; } || exit 1`);
  }
  const npm = dirname(dirname(realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim())));
  const script = [`cd ${WORKDIR}`, ...commands, ...taken].join('\n');
  const options = { layers: [folder], out: join(at.work, 'out'), npm };
  const code = await runInImage(at.debian, options, ['sh', '-ec', script], at.shows);
  if (code !== 0) throw new Error(`the build stage failed with ${code}`);
}

/** COPY --from, as a command in the stage it copies from. */
function takeOut({ sources, target }: Copy, index: number): string {
  const [source = '', ...more] = sources;
  if (more.length > 0) throw new Error(`COPY --from with several sources is not made here: ${sources.join(' ')}`);
  const place = resolve(WORKDIR, target);
  const inside = `/out/${index}${place}`;
  const to = target.endsWith('/') ? `${inside}/` : inside;
  return `mkdir -p ${target.endsWith('/') ? inside : dirname(inside)}\ncp -R --preserve=mode ${source} ${to}`;
}

function listFiles(root: string, folder: string): ImageFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(root, path);
    const { size, mode } = lstatSync(join(root, path));
    // A link has no mode of its own.
    return [{ path, bytes: size, mode: entry.isSymbolicLink() ? 0o755 : mode }];
  });
}
