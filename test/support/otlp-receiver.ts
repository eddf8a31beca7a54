/** A collector for tests: takes OTLP over HTTP as JSON, keeps the spans, and can be slow, away or refusing. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ending } from './test-server.ts';

export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  /** Unix ms. */
  readonly startMs: number;
  readonly endMs: number;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Of the spans it is linked to. */
  readonly links: readonly string[];
  readonly isError: boolean;
  readonly problem: string;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly OtlpValue[] };
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: OtlpAttributes;
  readonly links: readonly { readonly spanId: string }[];
  readonly status: { readonly code: number; readonly message?: string };
}
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const DEADLINE_MS = 60_000;
const ERROR = 2;

export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** Every body that came, as it came: to be searched for what must not be in it. */
  readonly bodies: string[] = [];
  /** Paths asked for, each time. */
  readonly paths: string[] = [];
  /** How long an answer takes. */
  delayMs = 0;
  status = 200;
  /** Requests that are being answered now, and the most there ever were. */
  busy = 0;
  busiest = 0;
  port = 0;
  #wake: (() => void)[] = [];

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  of(name: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** Resolves when what came is enough. @param enough Asked again after each request. */
  async until(enough: (spans: readonly ReceivedSpan[]) => boolean): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!enough(this.spans)) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`not enough spans within ${DEADLINE_MS} ms: ${JSON.stringify(this.counts())}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Spans by name. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { name } of this.spans) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }

  async take(request: IncomingMessage): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    this.paths.push(request.url ?? '');
    this.bodies.push(body);
    if (request.url === '/v1/traces' && this.status === 200) this.spans.push(...toSpans(JSON.parse(body)));
    for (const wake of this.#wake.splice(0)) wake();
  }
}

export async function startOtlpReceiver(t: Ending, options: { delayMs?: number; port?: number } = {}) {
  const receiver = new OtlpReceiver();
  receiver.delayMs = options.delayMs ?? 0;
  const server = createServer((request, response) => {
    receiver.busy += 1;
    receiver.busiest = Math.max(receiver.busiest, receiver.busy);
    // At the same time: a collector's time to answer is not added to that of reading.
    void Promise.all([receiver.take(request), new Promise((resolve) => setTimeout(resolve, receiver.delayMs))]).then(
      () => {
        receiver.busy -= 1;
        response.writeHead(receiver.status, { 'content-type': 'application/json' }).end('{}');
      },
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  receiver.port = (server.address() as AddressInfo).port;
  t.after(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return receiver;
}

function toSpans({ resourceSpans }: OtlpTraces): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(toFacts(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => toSpan(service, span)));
  });
}

function toSpan(service: string, span: OtlpSpan): ReceivedSpan {
  const { name, traceId, spanId, parentSpanId = '', status } = span;
  return {
    ...{ service, name, traceId, spanId, parentSpanId },
    startMs: Number(span.startTimeUnixNano) / 1e6,
    endMs: Number(span.endTimeUnixNano) / 1e6,
    facts: toFacts(span.attributes),
    links: span.links.map((link) => link.spanId),
    isError: status.code === ERROR,
    problem: status.message ?? '',
  };
}

function toFacts(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: OtlpValue): unknown {
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
