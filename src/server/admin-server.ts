/** The operator's port, on loopback by default: liveness, readiness, and the metrics as a Prometheus page. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAGE_TYPE } from '../integrations/metrics/prometheus-page.ts';

export interface AdminParts {
  readonly host: string;
  readonly port: number;
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
  const server = createServer((request, response) => {
    const { status, type, body } = answerTo(parts, request);
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
  server.listen(parts.port, parts.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`admin port ${parts.port} on ${parts.host} is taken or not allowed`, { cause: error });
  }
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function answerTo(parts: AdminParts, request: IncomingMessage): { status: number; type: string; body: string } {
  const json = (status: number, body: unknown) => ({ status, type: 'application/json', body: JSON.stringify(body) });
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/healthz') return json(200, { status: 'healthy' });
  if (path === '/readyz') {
    const reasons = parts.reasons();
    return reasons.length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'unready', reasons });
  }
  if (path === '/metrics') return { status: 200, type: PAGE_TYPE, body: parts.page() };
  const inside = parts.inside(request);
  if (inside) return json(inside.status, inside.body);
  return json(404, { code: 'NOT_FOUND', message: 'Here are /healthz, /readyz, /metrics and /inside.' });
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
