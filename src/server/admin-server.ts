/** The operator's port, on loopback by default: liveness, readiness, and every counter as a Prometheus page. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LatencySummary } from '../integrations/metrics/memory-metrics.ts';

export interface AdminParts {
  readonly host: string;
  readonly port: number;
  /** Empty when the server is ready. */
  readonly reasons: () => readonly string[];
  readonly gauges: () => Readonly<Record<string, number>>;
  readonly metrics: () => { counters: Record<string, number>; latencies: Record<string, LatencySummary> };
}

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects with one clear line when the port is taken. */
export async function startAdminServer(parts: AdminParts): Promise<AdminServer> {
  const server = createServer((request, response) => {
    const { status, type, body } = answerTo(parts, (request.url ?? '').split('?')[0] ?? '');
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

function answerTo(parts: AdminParts, path: string): { status: number; type: string; body: string } {
  const json = (status: number, body: unknown) => ({ status, type: 'application/json', body: JSON.stringify(body) });
  if (path === '/healthz') return json(200, { status: 'healthy' });
  if (path === '/readyz') {
    const reasons = parts.reasons();
    return reasons.length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'unready', reasons });
  }
  if (path === '/metrics') return { status: 200, type: 'text/plain; version=0.0.4', body: prometheusPage(parts) };
  return json(404, { code: 'NOT_FOUND', message: 'Here are /healthz, /readyz and /metrics.' });
}

/** Counters, gauges, and latencies as summaries in milliseconds. */
function prometheusPage({ gauges, metrics }: AdminParts): string {
  const lines: string[] = [];
  const { counters, latencies } = metrics();
  for (const [name, value] of Object.entries(gauges())) lines.push(`${name} ${value}`);
  for (const [series, value] of Object.entries(counters)) lines.push(`${labelled(series, '_total')} ${value}`);
  for (const [series, { count, meanMs, ...rest }] of Object.entries(latencies)) {
    const quantiles = { 0.5: rest.p50Ms, 0.95: rest.p95Ms, 0.99: rest.p99Ms };
    for (const [quantile, ms] of Object.entries(quantiles)) {
      lines.push(`${labelled(series, '_ms', { quantile })} ${ms}`);
    }
    lines.push(`${labelled(series, '_ms_sum')} ${meanMs * count}`, `${labelled(series, '_ms_count')} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `Name{label=value}` → `Name_suffix{label="value"}`. */
function labelled(series: string, suffix: string, more: Record<string, string> = {}): string {
  const [name = '', labels = ''] = series.replace(/\}$/, '').split('{');
  const pairs = labels === '' ? [] : labels.split(',').map((label) => label.split('=') as [string, string?]);
  const all = [...pairs, ...Object.entries(more)].map(([label, value]) =>
    value === undefined ? `other="true"` : `${label}="${value}"`,
  );
  return `${name}${suffix}${all.length > 0 ? `{${all.join(',')}}` : ''}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
