/** A collector that takes OTLP metrics as JSON and remembers them; it may be told to refuse, or to answer nothing. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ending } from './test-server.ts';

export interface SentAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

export interface SentPoint {
  readonly attributes: readonly SentAttribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly count?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  /** Of an exponential histogram: bucket i of `positive` reaches from b^(offset + i) to b^(offset + i + 1), b = 2^(2^-scale). */
  readonly scale?: number;
  readonly positive?: { readonly offset: number; readonly bucketCounts: readonly number[] };
  readonly zeroCount?: number;
}

interface SentData {
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly SentPoint[];
}

export interface SentMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: SentData;
  readonly gauge?: SentData;
  readonly histogram?: SentData;
  readonly exponentialHistogram?: SentData;
}

export interface SentMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly SentAttribute[] };
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly SentMetric[];
    }[];
  }[];
}

export class OtlpCollector {
  readonly url: string;
  readonly received: SentMetrics[] = [];
  /** What it answers; undefined: nothing, ever. */
  status: number | undefined = 200;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.url = url;
  }

  take(metrics: SentMetrics): void {
    this.received.push(metrics);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Resolves with the next that comes. */
  async next(): Promise<SentMetrics> {
    const at = this.received.length;
    while (this.received.length <= at) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.received[at] as SentMetrics;
  }
}

export async function startOtlpCollector(t: Ending): Promise<OtlpCollector> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (collector.status !== undefined) {
      response.writeHead(collector.status, { 'content-type': 'application/json' });
      response.end('{}');
    }
    if (request.url === '/v1/metrics') collector.take(JSON.parse(Buffer.concat(chunks).toString()) as SentMetrics);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector = new OtlpCollector(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return collector;
}
