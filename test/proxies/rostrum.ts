/** Compiled servers behind a proxy on loopback, and clients that come through it. */
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { ready, runServer, type ServerProcess } from '../support/server-process.ts';
import { TestClient } from '../support/test-client.ts';
import type { Ending } from '../support/test-server.ts';
import { startHaproxy } from './haproxy.ts';
import { startNginx } from './nginx.ts';
import type { ProxyName, ProxyOptions, RunningProxy } from './proxy.ts';

export interface Rostrum {
  readonly port: number;
  /** Past the proxy. */
  readonly url: string;
  readonly process: ServerProcess;
  token(userId: string): Promise<string>;
}

/** Every proxy there is a configuration for. */
export const PROXIES: readonly (readonly [ProxyName, (t: Ending, options: ProxyOptions) => Promise<RunningProxy>])[] = [
  ['nginx', startNginx],
  ['HAProxy', startHaproxy],
];

export async function startRostrum(t: Ending, environment: Record<string, string> = {}): Promise<Rostrum> {
  const process = runServer(t, { TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'silent', ...environment });
  const { port, url } = await ready(process);
  return {
    port,
    url,
    process,
    token: (userId) => devToken(url, { userId }),
  };
}

/** A speaker, with a session of its own on this server, and a listener of it. */
export async function startBroadcast(t: Ending, proxy: Pick<RunningProxy, 'wsUrl'>, server: Rostrum, userId: string) {
  const token = await server.token(userId);
  const speaker = connect(t, proxy, { token, action: 'createSession', sourceLanguage: 'en' });
  const sessionId = String((await speaker.next('sessionCreated')).sessionId);
  const listener = connect(t, proxy, { sessionId, targetLanguage: 'es' });
  await listener.next('sessionJoined');
  return { speaker, listener, sessionId, token };
}

export function connect(t: Ending, { wsUrl }: Pick<RunningProxy, 'wsUrl'>, query: Record<string, string>): TestClient {
  const client = new TestClient(`${wsUrl}/?${new URLSearchParams(query)}`);
  t.after(async () => client.socket.terminate());
  return client;
}
