/** The compiled programs, as their users run them. Compiles them again when the source is newer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** Its time stands for the whole build. */
const SERVER = 'dist/server/index.js';
const SOURCES = ['src', 'emulators', 'pipeline', 'web', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

let upToDate: Promise<void> | undefined;

/**
 * Checks the build once in a process.
 * @returns the program's entry, from the root. Rejects with the compiler's output if the source does not compile.
 */
export async function builtProgram(name: 'server' | 'emulators/dynamodb' | 'emulators/transcribe'): Promise<string> {
  upToDate ??= bringUpToDate();
  await upToDate;
  return `dist/${name}/index.js`;
}

async function bringUpToDate(): Promise<void> {
  const built = await modifiedAt(join(ROOT, SERVER));
  const sources = await Promise.all(SOURCES.map((name) => newestIn(join(ROOT, name))));
  if (Math.max(...sources) > built) await build();
}

async function build(): Promise<void> {
  const child = spawn('npm', ['run', 'build', '--silent'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      said = `${said}${part}`.slice(-4_000);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the server cannot be built: ${said.trim()}`);
}

/** Unix ms; 0 if the file does not exist. */
async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return modifiedAt(path);
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(0, ...(await Promise.all(files.map((file) => modifiedAt(join(file.parentPath, file.name))))));
}
