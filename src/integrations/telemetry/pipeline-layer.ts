/**
 * Loaded before the pipeline's handler in the Lambda emulator's process: registers an SDK for the pipeline's spans, as
 * the OpenTelemetry layer does on AWS. Sampling follows the caller's decision; OTEL_ variables set everything else.
 */
import { serviceResource } from '../metrics/service-resource.ts';
import { startTracing } from './start-tracing.ts';

/** Small batches, exported soon, because a function may be frozen or ended at any time. */
const BATCHES = { maxWaiting: 4_096, batchSize: 256, delayMs: 200 };

const tracing = startTracing({
  // The exporter takes its address from the environment.
  settings: { otlp: { url: undefined }, toConsole: false, batches: BATCHES },
  resource: serviceResource(),
  onDrop: (spans, why) => {
    process.stderr.write(`${JSON.stringify({ level: 'warn', message: 'spans dropped', spans, why })}\n`);
  },
});

/** Called before the process ends. */
export function close(withinMs: number): Promise<void> {
  return tracing.close(withinMs);
}
