/** Logs and metrics as the actors write them. */
import type { ErrorCode } from '../../protocol/errors.ts';
import type { MetricCounter, MetricLatency } from './metric-names.ts';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** `errorId`, of an error sent to a client, becomes the line's correlationId; `traceparent` becomes its traceId and spanId. */
export type FailureFields = LogFields & { readonly code: ErrorCode };

/**
 * Constant messages, structured fields; never audio, text, tokens, user ids or addresses. Every line has a correlation
 * id; one about a failure has its code too.
 */
export interface LogPort {
  info(operation: string, message: string, metadata?: LogFields): void;
  warn(operation: string, message: string, metadata: FailureFields): void;
  error(operation: string, message: string, metadata: FailureFields): void;
  /** The same log with this correlation id on every line. */
  forSession(sessionId: string): LogPort;
}

/**
 * Counters and latency histograms by the names of metric-names.ts. Their meanings and closed sets of labels: integrations/metrics, catalogue.ts and latencies.ts.
 */
export interface MetricsPort {
  count(name: MetricCounter, by?: number, labels?: Readonly<Record<string, string>>): void;
  observe(name: MetricLatency, ms: number, labels?: Readonly<Record<string, string>>): void;
}
