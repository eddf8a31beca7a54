import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createCircuits, stopCircuits } from '../../../src/actors/resilience/circuits.ts';
import { type ServerReadingsDeps, serverReadings } from '../../../src/server/boot/server-readings.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

type Sessions = ReturnType<ServerReadingsDeps['sessions']['host']['sessions']>;

function readings(t: TestContext, sessions: readonly unknown[], openService?: 'transcribe') {
  const circuits = createCircuits({
    ...{ timings: { failures: 1, openMs: 5_000 }, clock: new FakeClock() },
    ...{ log: new RecordingLog(), metrics: new CountingMetrics() },
  });
  t.after(() => stopCircuits(circuits));
  if (openService) circuits[openService].admit()?.settle('failed');
  const read = serverReadings({
    circuits,
    sessions: { host: { sessions: () => sessions as Sessions }, slots: { free: 22 } },
    connections: { count: 9 },
    writer: { pending: 4 },
    streamStarts: { waiting: 2 },
  });
  const byName = Object.fromEntries(
    read.map(({ name, value, labels }) => [labels ? `${name} ${labels.service}` : name, value]),
  );
  assert.equal(Object.keys(byName).length, read.length, 'each is there once');
  return byName;
}

const session = (listeners: number, openStreams: number, heldMs: number, waitingTranslations: number) => ({
  ...{ audience: { count: listeners }, load: { openStreams, heldMs, waitingTranslations } },
});

test('sums and maxima are over all sessions', (t) => {
  assert.deepEqual(readings(t, [session(3, 1, 400, 0), session(5, 2, 1_200, 6)], 'transcribe'), {
    Sessions: 2,
    Listeners: 8,
    Connections: 9,
    TranscribeStreams: 3,
    TranscribeStreamsFree: 22,
    TranscribeOpeningsWaiting: 2,
    AudioHeld: 1_600,
    AudioHeldMost: 1_200,
    TranslationsWaiting: 6,
    TranslationsWaitingMost: 6,
    RecordsWaiting: 4,
    'CircuitOpen Transcribe': 1,
    'CircuitOpen Lambda': 0,
    'CircuitOpen DynamoDB': 0,
  });
});

test('without a session everything of sessions reads 0', (t) => {
  const read = readings(t, []);

  for (const name of [
    'Sessions',
    'Listeners',
    'TranscribeStreams',
    'AudioHeld',
    'AudioHeldMost',
    'TranslationsWaitingMost',
  ]) {
    assert.equal(read[name], 0, name);
  }
});
