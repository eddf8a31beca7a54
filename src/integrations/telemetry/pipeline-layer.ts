/**
 * Loaded before the pipeline's handler in the embedded Lambda's process: registers an SDK for the spans that the pipeline
 * makes, as the OpenTelemetry layer does on AWS. Sampling follows the caller's; everything else is in OTEL_ variables.
 */
import { serviceResource } from '../metrics/service-resource.ts';
import { startTracing } from './start-tracing.ts';

/** Small and soon: a function may be frozen or ended at any time. */
const BATCHES = { maxWaiting: 4_096, batchSize: 256, delayMs: 200 };

const tracing = startTracing({
  // The exporter takes its address from the environment.
  settings: { otlp: { url: undefined }, toConsole: false, batches: BATCHES },
  resource: serviceResource(),
  onDrop: (spans, why) => {
    process.stderr.write(`${JSON.stringify({ level: 'warn', message: 'spans dropped', spans, why })}\n`);
  },
});

/** The process is about to end. */
export function close(withinMs: number): Promise<void> {
  return tracing.close(withinMs);
}
