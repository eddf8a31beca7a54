/** The required latencies, how each is measured, and in which loads it is judged. Pure. */
import type { LoadName } from '../../load/sizes.ts';

export interface Target {
  readonly operation: string;
  /** Limit of the 95th percentile, ms. */
  readonly p95Ms: number;
  /** Name of k6's trend, if k6 measures it. */
  readonly trend?: string;
  /** Name of the server's histogram, if the server measures it. */
  readonly histogram?: string;
  /** Loads in which the limit must hold. */
  readonly loads: readonly LoadName[];
}

export const TARGETS: readonly Target[] = [
  {
    operation: 'chunk received → accepted by the Transcribe stream',
    p95Ms: 50,
    histogram: 'AudioProcessingLatency',
    loads: ['audio'],
  },
  {
    operation: 'Transcribe event → pipeline invoked',
    p95Ms: 100,
    histogram: 'TranslationForwardingLatency',
    loads: ['audio'],
  },
  {
    operation: 'last audio of a sentence received → its speech delivered',
    p95Ms: 5_000,
    histogram: 'EndToEndLatency',
    loads: ['audio'],
  },
  {
    operation: 'control sent → answer heard',
    p95Ms: 100,
    trend: 'control_latency',
    loads: ['control', 'fan-out'],
  },
  {
    operation: 'status asked → answer heard',
    p95Ms: 500,
    trend: 'status_latency',
    loads: ['status'],
  },
  {
    operation: 'control sent → heard by a listener',
    p95Ms: 150,
    trend: 'listener_notification_latency',
    loads: ['control', 'fan-out'],
  },
];

/** Latencies that are measured without a target. */
export const OTHER_LATENCIES: readonly Omit<Target, 'p95Ms'>[] = [
  {
    operation: 'chunk sent → acknowledgement heard',
    trend: 'acknowledgement_latency',
    loads: ['audio'],
  },
  { operation: 'control, in the server', histogram: 'ControlMessageLatency', loads: ['control', 'fan-out'] },
  { operation: 'notice, in the server', histogram: 'ListenerNotificationLatency', loads: ['control', 'fan-out'] },
  { operation: 'status, in the server', histogram: 'StatusQueryLatency', loads: ['status'] },
  { operation: 'connect → greeting heard', trend: 'seating_latency', loads: ['connect-storm'] },
];
