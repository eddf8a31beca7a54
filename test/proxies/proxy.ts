/** A real proxy in front of real servers, as a process of its own on loopback. Everything ends with the test. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending } from '../support/test-server.ts';
import type { Exchange } from './derived-config.ts';

export type ProxyName = 'nginx' | 'HAProxy';

export interface RunningProxy {
  readonly name: ProxyName;
  readonly url: string;
  readonly wsUrl: string;
  /** The configuration it was started with; another one is in force after a reload. */
  readonly configFile: string;
  readonly child: ChildProcess;
  /** Everything it has written: its log files and its standard streams. */
  log(): Promise<string>;
}

export interface ProxyOptions {
  /** Ports on loopback: the server’s, and its successor’s. */
  readonly servers: readonly [first: number, second?: number];
  /** On top of ports and paths. */
  readonly exchanges?: readonly Exchange[];
}

/** Where Debian puts them, and not everybody looks. */
export const PROXY_ENVIRONMENT = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const STARTS_WITHIN_MS = 10_000;
const MISSING: Readonly<Record<ProxyName, string>> = {
  nginx: 'nginx is not installed (it is in Debian’s package nginx-light)',
  HAProxy: 'haproxy is not installed (it is in Debian’s package of that name)',
};

/** @returns `skip` for a test that needs it. In CI it must be there: such a test is not skipped, and fails. */
export function findProxy(name: ProxyName): { readonly skip: string | false } {
  const isThere = spawnSync(name.toLowerCase(), ['-v'], { stdio: 'ignore', env: PROXY_ENVIRONMENT }).status === 0;
  return { skip: isThere || process.env.CI === 'true' ? false : MISSING[name] };
}

/** A folder that the workers, who have another user, may look into. */
export async function proxyFolder(t: Ending): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-proxy-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  return folder;
}

/** A port nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts the program and waits until it takes connections. Rejects with what it said when it ends before. */
export async function runProxy(
  t: Ending,
  name: ProxyName,
  args: readonly string[],
  place: { readonly folder: string; readonly configFile: string; readonly port: number },
): Promise<RunningProxy> {
  const child = spawn(name.toLowerCase(), args, { stdio: ['ignore', 'pipe', 'pipe'], env: PROXY_ENVIRONMENT });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      said += part;
    });
  }
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const how = await Promise.race([ended.then(() => 'ended' as const), takesConnections(place.port)]);
  if (how !== 'open') throw new Error(`${name} does not start: ${said}`);
  return {
    name,
    url: `http://127.0.0.1:${place.port}`,
    wsUrl: `ws://127.0.0.1:${place.port}`,
    configFile: place.configFile,
    child,
    async log() {
      const files = (await readdir(place.folder)).filter((file) => file.endsWith('.log'));
      const written = await Promise.all(files.map((file) => readFile(join(place.folder, file), 'utf8')));
      return [said, ...written].join('\n');
    },
  };
}

/** Asks for as long as a proxy may take to start, and no longer, whoever waits: a run of tests ends with its last timer. */
async function takesConnections(port: number): Promise<'open' | 'late'> {
  const deadline = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return 'open';
    await sleep(20);
  }
  return 'late';
}
