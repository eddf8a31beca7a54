/** What the server holds now, read when somebody asks for the metrics: sessions, sockets, streams, and how full each queue is. */

import type { WriteBehind } from '../../actors/records/write-behind.ts';
import { type Circuits, circuitGaugesOf } from '../../actors/resilience/circuits.ts';
import type { StreamStartLimiter } from '../../actors/resilience/stream-start-limiter.ts';
import type { Supervisor } from '../../actors/session/supervisor.ts';
import type { Reading } from '../../integrations/metrics/catalogue.ts';
import type { Connections } from '../sockets/connections.ts';

export interface ServerReadingsDeps {
  readonly supervisor: Pick<Supervisor, 'sessions' | 'freeStreams'>;
  readonly connections: Pick<Connections, 'count'>;
  readonly writer: Pick<WriteBehind, 'pending'>;
  readonly streamStarts: Pick<StreamStartLimiter, 'waiting'>;
  readonly circuits: Circuits;
}

export function serverReadings({
  supervisor,
  connections,
  writer,
  streamStarts,
  circuits,
}: ServerReadingsDeps): Reading[] {
  const sessions = supervisor.sessions();
  const loads = sessions.map(({ load }) => load);
  const held = loads.map(({ heldMs }) => heldMs);
  const waiting = loads.map(({ waitingTranslations }) => waitingTranslations);
  return [
    { name: 'Sessions', value: sessions.length },
    { name: 'Listeners', value: sum(sessions.map(({ listeners }) => listeners.count)) },
    { name: 'Connections', value: connections.count },
    { name: 'TranscribeStreams', value: sum(sessions.map(({ openStreams }) => openStreams)) },
    { name: 'TranscribeStreamsFree', value: supervisor.freeStreams },
    { name: 'TranscribeOpeningsWaiting', value: streamStarts.waiting },
    { name: 'AudioHeld', value: sum(held) },
    { name: 'AudioHeldMost', value: Math.max(0, ...held) },
    { name: 'TranslationsWaiting', value: sum(waiting) },
    { name: 'TranslationsWaitingMost', value: Math.max(0, ...waiting) },
    { name: 'RecordsWaiting', value: writer.pending },
    ...Object.entries(circuitGaugesOf(circuits)).map(
      ([service, value]): Reading => ({ name: 'CircuitOpen', value, labels: { service } }),
    ),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
