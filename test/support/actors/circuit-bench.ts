/** A circuit breaker on simulated time, with what it says and counts at hand. */
import { Circuit, type ServiceName } from '../../../src/actors/resilience/circuit.ts';
import type { CircuitTimings } from '../../../src/machines/circuit.machine.ts';
import { CountingMetrics } from './counting-metrics.ts';
import { FakeClock } from './fake-clock.ts';
import { RecordingLog } from './recording-log.ts';

export function circuitBench(timings: Partial<CircuitTimings> = {}, service: ServiceName = 'DynamoDB') {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const metrics = new CountingMetrics();
  const circuit = new Circuit({
    service,
    code: 'SERVICE_UNAVAILABLE',
    timings: { failures: 5, openMs: 5_000, ...timings },
    clock,
    log,
    metrics,
  });
  return { clock, log, metrics, circuit };
}

export function fail(circuit: Circuit, times: number): void {
  for (let call = 0; call < times; call += 1) circuit.admit()?.settle('failed');
}
