/** The circuit breakers of all services that this server depends on: made once, shared by all sessions, stopped at the end. */
import type { CircuitTimings } from '../../machines/circuit.machine.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import { Circuit } from './circuit.ts';

export interface Circuits {
  readonly transcribe: Circuit;
  readonly lambda: Circuit;
  readonly dynamodb: Circuit;
}

export function createCircuits(deps: {
  readonly timings: CircuitTimings;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly inspector?: InspectorPort | undefined;
}): Circuits {
  return {
    transcribe: new Circuit({ ...deps, service: 'Transcribe', code: 'TRANSCRIBE_UNAVAILABLE' }),
    lambda: new Circuit({ ...deps, service: 'Lambda', code: 'TRANSLATION_UNAVAILABLE' }),
    dynamodb: new Circuit({ ...deps, service: 'DynamoDB', code: 'SERVICE_UNAVAILABLE' }),
  };
}

/** One line for each open circuit, for readyz. */
export function describeOpenCircuits({ transcribe, lambda, dynamodb }: Circuits): string[] {
  return [transcribe, lambda, dynamodb]
    .filter(({ isOpen }) => isOpen)
    .map(({ service }) => `${service} keeps failing; its circuit breaker is open`);
}

/** For the metrics page, by service: 1 while open. */
export function toCircuitGauges({ transcribe, lambda, dynamodb }: Circuits): Record<string, number> {
  return Object.fromEntries([transcribe, lambda, dynamodb].map(({ service, isOpen }) => [service, isOpen ? 1 : 0]));
}

export function stopCircuits({ transcribe, lambda, dynamodb }: Circuits): void {
  for (const circuit of [transcribe, lambda, dynamodb]) circuit.stop();
}
