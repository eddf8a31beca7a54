/** The server's two ports: free, or already its own. */
import { once } from 'node:events';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { reachableHost } from '../../boot/reachable-host.ts';
import type { Config } from '../../config/config.ts';
import type { Check, Finding } from '../check.ts';

/** Several times what /healthz answers. */
const MAX_HEALTH_CHARS = 65_536;

export const portsCheck: Check = {
  id: 'ports',
  claim: 'PORT and ADMIN_PORT are free, or this server listens on them already.',
  fix: 'Set other ports (PORT, ADMIN_PORT), or end the program that has them.',
  needs: [],
  run: async ({ config }, signal) => {
    const { port, host, adminPort, adminHost } = config;
    // One after the other: this takes each for a moment, and they may be the same.
    const own = await lookAtPort('PORT', host, port, config, signal);
    return judgePorts([own, await lookAtPort('ADMIN_PORT', adminHost, adminPort, config, signal)]);
  },
};

export interface PortSeen {
  /** PORT or ADMIN_PORT. */
  readonly name: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** `own`: a Rostrum answers there. Otherwise why it cannot be listened on. */
  readonly state: 'free' | 'own' | 'taken' | { readonly code: string };
}

/** @param ports of PORT and of ADMIN_PORT. */
export function judgePorts(ports: readonly [PortSeen, PortSeen]): Finding {
  const [{ host: firstHost, port: firstPort }, { host: secondHost, port: secondPort }] = ports;
  if (firstPort === secondPort && firstPort !== 0 && firstHost === secondHost) {
    return {
      verdict: 'failed',
      said: `PORT and ADMIN_PORT are both ${firstPort}`,
      fix: 'Give each a port of its own.',
    };
  }
  const problems = ports.flatMap(({ name, host, port, state }) => {
    if (state === 'free' || state === 'own') return [];
    return [`${name} ${port} on ${host} ${state === 'taken' ? 'is taken by another program' : meaning(state.code)}`];
  });
  if (problems.length > 0) return { verdict: 'failed', said: problems.join('; ') };
  const said = ports.map(({ name, port, state }) => {
    if (port === 0) return `${name} is chosen at the start`;
    return `${name} ${port} ${state === 'own' ? 'has a server that listens' : 'is free'}`;
  });
  return { verdict: 'passed', said: said.join(', ') };
}

function meaning(code: string): string {
  if (code === 'EACCES') return 'is not allowed for this user (ports under 1024 need CAP_NET_BIND_SERVICE)';
  if (code === 'EADDRNOTAVAIL') return 'is not an address of this machine';
  return `cannot be listened on (${code})`;
}

async function lookAtPort(
  name: string,
  host: string,
  port: number,
  { tls }: Pick<Config, 'tls'>,
  signal: AbortSignal,
): Promise<PortSeen> {
  const code = await tryToListen(host, port);
  if (code === undefined) return { name, host, port, state: 'free' };
  if (code !== 'EADDRINUSE') return { name, host, port, state: { code } };
  const scheme = tls !== undefined && name === 'PORT' ? 'https' : 'http';
  return {
    name,
    host,
    port,
    state: (await isOwn(`${scheme}://${reachableHost(host)}:${port}`, signal)) ? 'own' : 'taken',
  };
}

/** @returns the error's code, or undefined if the port is free. */
async function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    server.close();
  }
}

/** A request to this machine itself, which --offline allows. Its certificate is for another name. Never rejects. */
export function isOwn(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const get = url.startsWith('https:') ? httpsGet : httpGet;
    const request = get(`${url}/healthz`, { signal, agent: false, rejectUnauthorized: false }, (response) => {
      void readAll(response).then((text) => resolve(response.statusCode === 200 && isHealth(text)));
    });
    request.on('error', () => resolve(false));
  });
}

/** What came until its end, or until the connection was lost; no more than /healthz answers. */
async function readAll(response: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  try {
    for await (const part of response) {
      text += part.toString();
      if (text.length > MAX_HEALTH_CHARS) return '';
    }
  } catch {
    return '';
  }
  return text;
}

function isHealth(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === 'healthy';
  } catch {
    return false;
  }
}
