/** The operator's port, on loopback by default: liveness, readiness, and the metrics as a Prometheus page. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAGE_TYPE } from '../../integrations/metrics/prometheus-page.ts';
import type { Config } from '../config/config.ts';
import { isAdminHost } from './admin-hosts.ts';

export interface AdminParts {
  readonly config: Pick<Config, 'adminHost' | 'adminPort' | 'adminAllowedHosts'>;
  /** Empty when the server is ready. */
  readonly reasons: () => readonly string[];
  /** The Prometheus page. */
  readonly page: () => string;
  /** Sessions from inside; undefined for a path that is not about them. */
  readonly inside: (request: IncomingMessage) => { readonly status: number; readonly body: unknown } | undefined;
}

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with one clear line when the port is taken. */
export async function startAdminServer(parts: AdminParts): Promise<AdminServer> {
  const { adminHost, adminPort } = parts.config;
  const server = createServer((request, response) => {
    const { status, type, body } = answerTo(parts, request);
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
  server.listen(adminPort, adminHost);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`admin port ${adminPort} on ${adminHost} is taken or not allowed`, { cause: error });
  }
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

interface AdminAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function answerTo(parts: AdminParts, request: IncomingMessage): AdminAnswer {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return json(405, { code: 'METHOD_NOT_ALLOWED', message: 'Here are GET and HEAD.' });
  }
  // These two tell nothing that the main port does not tell everybody, and balancers ask for them by any name.
  if (path === '/healthz') return json(200, { status: 'healthy' });
  if (path === '/readyz') {
    const reasons = parts.reasons();
    return reasons.length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'unready', reasons });
  }
  if (!isAdminHost(request.headers.host, parts.config)) {
    const message = 'This Host is not known here: ask by address, or list the name in ADMIN_ALLOWED_HOSTS.';
    return json(403, { code: 'FORBIDDEN', message });
  }
  if (path === '/metrics') return { status: 200, type: PAGE_TYPE, body: parts.page() };
  const inside = parts.inside(request);
  if (inside) return json(inside.status, inside.body);
  return json(404, { code: 'NOT_FOUND', message: 'Here are /healthz, /readyz, /metrics and /inside.' });
}

function json(status: number, body: unknown): AdminAnswer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
