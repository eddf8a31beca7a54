/** The dashboard "Service": is the server well, and if not, where. */
import type { DashboardText, Row } from './dashboard.ts';
import { alerted, events, figure, gauges, latency, rates } from './panels.ts';

/** Above it the event loop has little reserve. */
const BUSY_FROM = 0.8;

const ROWS: readonly Row[] = [
  {
    title: 'Now',
    across: 6,
    height: 4,
    panels: [
      figure('Sessions', 'Sessions'),
      figure('Listeners', 'Listeners'),
      figure('Open sockets', 'Connections'),
      figure('Streams free', 'TranscribeStreamsFree', { badBelow: 1 }),
      figure('Circuit breakers open', 'CircuitOpen', { how: 'max', badFrom: 1 }),
      figure('Event loop busy', 'EventLoopUtilization', { how: 'max', badFrom: BUSY_FROM }),
    ],
  },
  {
    title: 'Latencies, with their targets',
    across: 3,
    height: 8,
    panels: [
      latency('Chunk received → accepted by Transcribe', 'AudioProcessingLatency'),
      latency('Control received → answered', 'ControlMessageLatency'),
      latency('Notice → given to all listeners', 'ListenerNotificationLatency'),
      latency('Status asked → answered', 'StatusQueryLatency'),
      latency('Transcribe event → pipeline invoked', 'TranslationForwardingLatency'),
      latency('Speech → its translation at a listener', 'EndToEndLatency'),
    ],
  },
  {
    title: 'Work',
    across: 3,
    height: 8,
    panels: [
      gauges('Sessions, listeners, sockets', ['Sessions', 'Listeners', 'Connections']),
      rates('Audio chunks', 'AudioChunksReceived'),
      rates('Control messages', 'ControlMessagesReceived'),
      rates('Status', 'StatusQueriesReceived', 'PeriodicStatusUpdatesSent'),
    ],
  },
  {
    title: 'Errors',
    across: 3,
    height: 8,
    panels: [
      alerted('Transcription streams that failed', 'TranscribeErrorRate'),
      alerted('Invocations that failed', 'LambdaErrorRate'),
      gauges('Circuit breakers (1: open)', ['CircuitOpen'], 'max'),
      events('Transcribe, by failure', 'TranscribeErrors'),
      events('Pipeline, by failure', 'LambdaErrors'),
      events('Tables, by operation', 'DynamoDBErrors'),
      events('Calls that an open breaker refused', 'CircuitRejections'),
      events('Sessions that broke or moved', 'SessionsCrashed', 'SessionsSuperseded', 'RecordsRecreated'),
      gauges('Rows that wait for their table', ['RecordsWaiting']),
    ],
  },
  {
    title: 'Dropped and refused',
    across: 3,
    height: 8,
    panels: [
      events('Audio chunks dropped', 'AudioChunksDropped'),
      events('Messages dropped unread', 'MessagesDropped'),
      events('Over the rate', 'RateLimitViolations'),
      events('Connections closed', 'ConnectionsClosedForRateLimit', 'ConnectionsClosedForIdleness'),
      events('Listeners not reached', 'ListenerNotificationFailures'),
      events('Deliveries refused', 'DeliveriesRefused'),
      events('Forgotten, because there were too many', 'RateLimitKeysOverflowed', 'KnownListenersForgotten'),
    ],
  },
  {
    title: 'Process',
    across: 3,
    height: 8,
    panels: [
      gauges('Event loop: how late timers ran', ['EventLoopDelay'], 'max'),
      gauges('Event loop: busy', ['EventLoopUtilization'], 'max'),
      gauges('Memory', ['ProcessMemory']),
      rates('CPU time, seconds a second', 'ProcessCpu'),
      events('Embedded mode: local services restarted', 'LocalServicesEnded'),
      events('Telemetry lost', 'SpansDropped', 'MetricExportsFailed', 'MetricSeriesRefused'),
    ],
  },
];

export const SERVICE: DashboardText = {
  uid: 'rostrum-service',
  title: 'Rostrum: service',
  description: 'Is the server well: latencies and their targets, work, errors, what was dropped, the process.',
  rows: ROWS,
};
