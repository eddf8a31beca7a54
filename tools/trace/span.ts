/** Spans from OTLP JSON, as Jaeger's API gives it. Reads only the members that are drawn or checked. */

export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** Undefined: the span is a root. */
  readonly parentId: string | undefined;
  readonly name: string;
  /** `service.name` of the process that made it. */
  readonly service: string;
  /** Unix ms, exact to the microsecond. */
  readonly startMs: number;
  readonly endMs: number;
  readonly isFailed: boolean;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Ids of linked spans. */
  readonly links: readonly string[];
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}
interface OtlpAttribute {
  readonly key: string;
  readonly value?: OtlpValue;
}
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly links?: readonly { readonly spanId: string }[];
  readonly status?: { readonly code?: number | string };
}
/** The body that an exporter posts to /v1/traces, and the `result` of Jaeger's answer. */
export interface OtlpTraces {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

/** Every span, in the order of their starts. */
export function toSpans(traces: OtlpTraces): Span[] {
  const spans = (traces.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const service = String(toFacts(resource?.attributes)['service.name'] ?? 'unknown');
    return (scopeSpans ?? []).flatMap((scope) => (scope.spans ?? []).map((span) => toSpan(span, service)));
  });
  return spans.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
}

/** Groups spans by trace. */
export function tracesOf(spans: readonly Span[]): Span[][] {
  const traces = new Map<string, Span[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace) trace.push(span);
    else traces.set(span.traceId, [span]);
  }
  return [...traces.values()];
}

/** Children of each span by the parent's id, in the given order. */
export function childrenOf(spans: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    if (span.parentId === undefined) continue;
    const siblings = children.get(span.parentId);
    if (siblings) siblings.push(span);
    else children.set(span.parentId, [span]);
  }
  return children;
}

function toSpan(span: OtlpSpan, service: string): Span {
  const { code } = span.status ?? {};
  return {
    traceId: span.traceId,
    id: span.spanId,
    parentId: span.parentSpanId || undefined,
    name: span.name,
    service,
    startMs: toMs(span.startTimeUnixNano),
    endMs: toMs(span.endTimeUnixNano),
    // Exporters write the number 2, Jaeger's gateway the name.
    isFailed: code === 2 || code === 'STATUS_CODE_ERROR',
    facts: toFacts(span.attributes),
    links: (span.links ?? []).map(({ spanId }) => spanId),
  };
}

/** A double holds today's Unix time exactly in microseconds, but not in nanoseconds. */
function toMs(nanos: string): number {
  return Number(BigInt(nanos) / 1_000n) / 1_000;
}

function toFacts(attributes: readonly OtlpAttribute[] = []): Record<string, string | number | boolean> {
  return Object.fromEntries(
    attributes.flatMap(({ key, value = {} }) => {
      const { stringValue, intValue, doubleValue, boolValue } = value;
      const fact = stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue));
      return fact === undefined ? [] : [[key, fact]];
    }),
  );
}
