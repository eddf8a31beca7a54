/** The operator's port, on loopback by default. Uses Node's own HTTP server. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { Config } from '../config/config.ts';
import { type AdminRoutesDeps, answerAdmin } from './admin-routes.ts';
import { type ExchangeOptions, HttpExchange, type RawHead } from './http-exchange.ts';

export interface AdminServerDeps extends AdminRoutesDeps {
  readonly config: Pick<Config, 'adminHost' | 'adminPort' | 'adminAllowedHosts'>;
  readonly log: Pick<LogPort, 'error'>;
}

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with one clear line when the port is taken. */
export async function startAdminServer(deps: AdminServerDeps): Promise<AdminServer> {
  const { adminHost, adminPort } = deps.config;
  const options = adminExchange(deps);
  const server = createServer((request, response) => {
    const exchange = new HttpExchange(toRawHead(request), options, ({ status, headers, content }) => {
      response.writeHead(status, { ...Object.fromEntries(headers), 'content-length': content?.byteLength ?? 0 });
      response.end(content);
    });
    // No route reads a body.
    exchange.receive(new ArrayBuffer(0), true);
  });
  server.listen(adminPort, adminHost);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`ADMIN_PORT ${adminPort} on ${adminHost} is taken or not allowed: set another ADMIN_PORT`, {
      cause: error,
    });
  }
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

export function adminExchange(deps: AdminRoutesDeps & Pick<AdminServerDeps, 'log'>): ExchangeOptions {
  return {
    // No body is received: see above.
    headersFor: () => ({}),
    maxBodyBytes: 0,
    onTooLarge: () => ({ status: 413 }),
    handle: async (request) => answerAdmin(deps, request),
    onError: (error) => {
      deps.log.error('admin', 'request failed', { code: 'INTERNAL_ERROR', ...toFailureInfo(error) });
      return {
        status: 500,
        body: { code: 'INTERNAL_ERROR', message: 'The request failed. The server’s log says why.' },
      };
    },
  };
}

function toRawHead({ method = '', url = '', headers, socket }: IncomingMessage): RawHead {
  const [path = '', rawQuery = ''] = url.split('?');
  return {
    ...{ method, path, rawQuery },
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    remoteAddress: socket.remoteAddress ?? '',
  };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
