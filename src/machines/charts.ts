/** Every chart as plain data, with the reason for each state. Read from the machines once. */
import { CHART_NAMES, type Chart, type ChartName } from '../protocol/inside.ts';
import { toChart } from './chart.ts';
import { CHART_WORDS } from './chart-words.ts';
import { circuitMachine } from './circuit.machine.ts';
import { connectionMachine } from './connection.machine.ts';
import { listenerMachine } from './listener.machine.ts';
import { rateViolationMachine } from './rate-violation.machine.ts';
import { retryMachine } from './retry.machine.ts';
import { sessionMachine } from './session.machine.ts';
import { transcriptionMachine } from './transcription.machine.ts';
import * as transcriptionVocabulary from './transcription.vocabulary.ts';

export const MACHINES = {
  session: sessionMachine,
  transcription: transcriptionMachine,
  listener: listenerMachine,
  connection: connectionMachine,
  pace: rateViolationMachine,
  circuit: circuitMachine,
  retry: retryMachine,
} as const satisfies Record<ChartName, unknown>;

/** Actions that were bound after setup() have no name of their own; they are named after their constant. */
const NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(transcriptionVocabulary).map(([name, action]) => [action as unknown, name]),
);

export const CHARTS: readonly Chart[] = CHART_NAMES.map((name) =>
  toChart({ name, machine: MACHINES[name], words: CHART_WORDS[name], names: NAMES }),
);
