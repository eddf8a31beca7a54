/** The server as users run it: a process of its own, told by its environment, heard on its standard streams. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import type { Ending } from './test-server.ts';

const ENTRY = fileURLToPath(new URL(`../../${await builtProgram('server')}`, import.meta.url));
const READY_WITHIN_MS = 30_000;

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

/**
 * @param ownGroup As a shell starts it: the leader of a process group, which Ctrl-C reaches as a whole.
 * @param through What starts it, such as AS_HOMELESS; it becomes the server.
 */
export function runServer(
  t: Ending,
  environment: Record<string, string>,
  args: string[] = [],
  { ownGroup = false, through = [] }: { readonly ownGroup?: boolean; readonly through?: readonly string[] } = {},
): ServerProcess {
  const [program = '', ...rest] = [...through, process.execPath, ENTRY, ...args];
  const child = spawn(program, rest, {
    env: { ...process.env, PORT: '0', ADMIN_PORT: '0', EMBEDDED_ASR: 'stamped', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  child.stderr.on('data', (part: Buffer) => {
    stderr += part;
  });
  return { child, exited, stdout: () => stdout, stderr: () => stderr };
}

/** What the server says when it is ready. */
export interface ReadyLine {
  readonly port: number;
  readonly mode: string;
  readonly url: string;
  readonly adminPort: number;
}

/** The ready line. Rejects when the process ends, or says nothing for too long. */
export async function ready(server: ServerProcess): Promise<ReadyLine> {
  const line = new Promise<string>((resolve) => {
    const look = () => {
      const [first, ...rest] = server.stdout().split('\n');
      if (first && rest.length > 0) resolve(first);
    };
    server.child.stdout?.on('data', look);
    look();
  });
  const failed = server.exited.then((code) => {
    throw new Error(`the server ended with ${code}: ${server.stderr()}`);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ready: ${server.stderr()}`)), READY_WITHIN_MS);
  });
  try {
    return JSON.parse(await Promise.race([line, failed, late])) as ReadyLine;
  } finally {
    clearTimeout(timer);
  }
}
