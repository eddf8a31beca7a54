/** The server as users run it: a process of its own, told by its environment, heard on its standard streams. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { Program } from '../../testkit/programs/program.ts';
import type { Ending } from './test-server.ts';

const ENTRY = fileURLToPath(new URL(`../../${await builtProgram('server')}`, import.meta.url));
const READY_WITHIN_MS = 30_000;

export interface ServerProcess {
  readonly program: Program;
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
  const [path = '', ...rest] = [...through, process.execPath, ENTRY, ...args];
  const program = new Program({
    path,
    args: rest,
    environment: { ...process.env, PORT: '0', ADMIN_PORT: '0', EMBEDDED_ASR: 'stamped', ...environment },
    ownGroup,
    maxOutput: Number.POSITIVE_INFINITY,
  });
  t.after(async () => {
    await program.stop({ signal: 'SIGKILL' });
  });
  const { child, exited, output } = program;
  return { program, child, exited, stdout: () => output.stdout, stderr: () => output.stderr };
}

/** What the server says when it is ready. */
export interface ReadyLine {
  readonly port: number;
  readonly mode: string;
  readonly url: string;
  readonly adminPort: number;
}

/** The ready line. Rejects when the process ends, or says nothing for too long. */
export async function ready({ program }: ServerProcess): Promise<ReadyLine> {
  return (await program.readyLine(READY_WITHIN_MS)) as unknown as ReadyLine;
}
