/** Reads the present values for the metrics: sessions, sockets, streams, and the length of each queue. */

import type { WriteBehind } from '../../actors/records/write-behind.ts';
import { type Circuits, toCircuitGauges } from '../../actors/resilience/circuits.ts';
import type { StreamStartLimiter } from '../../actors/resilience/stream-start-limiter.ts';
import type { Sessions } from '../../actors/session/sessions.ts';
import type { Reading } from '../../integrations/metrics/catalogue.ts';
import type { Connections } from '../sockets/connections.ts';

export interface ServerReadingsDeps {
  readonly sessions: {
    readonly host: Pick<Sessions['host'], 'sessions'>;
    readonly slots: Pick<Sessions['slots'], 'free'>;
  };
  readonly connections: Pick<Connections, 'count'>;
  readonly writer: Pick<WriteBehind, 'pending'>;
  readonly streamStarts: Pick<StreamStartLimiter, 'waiting'>;
  readonly circuits: Circuits;
}

export function serverReadings({
  sessions: { host, slots },
  connections,
  writer,
  streamStarts,
  circuits,
}: ServerReadingsDeps): Reading[] {
  const sessions = host.sessions();
  const loads = sessions.map(({ load }) => load);
  const held = loads.map(({ heldMs }) => heldMs);
  const waiting = loads.map(({ waitingTranslations }) => waitingTranslations);
  return [
    { name: 'Sessions', value: sessions.length },
    { name: 'Listeners', value: sum(sessions.map(({ audience }) => audience.count)) },
    { name: 'Connections', value: connections.count },
    { name: 'TranscribeStreams', value: sum(loads.map(({ openStreams }) => openStreams)) },
    { name: 'TranscribeStreamsFree', value: slots.free },
    { name: 'TranscribeOpeningsWaiting', value: streamStarts.waiting },
    { name: 'AudioHeld', value: sum(held) },
    { name: 'AudioHeldMost', value: Math.max(0, ...held) },
    { name: 'TranslationsWaiting', value: sum(waiting) },
    { name: 'TranslationsWaitingMost', value: Math.max(0, ...waiting) },
    { name: 'RecordsWaiting', value: writer.pending },
    ...Object.entries(toCircuitGauges(circuits)).map(
      ([service, value]): Reading => ({ name: 'CircuitOpen', value, labels: { service } }),
    ),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
