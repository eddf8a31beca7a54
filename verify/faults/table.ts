/** The whole table: its rows in order, and how they are run. */

import { calmAckMs, LAMBDA_ROWS, type LambdaRow } from './lambda-rows.ts';
import { LambdaStage } from './lambda-stage.ts';
import type { LaneRow } from './lane.ts';
import { brokenRow } from './lane-messages.ts';
import { LanePool } from './lane-pool.ts';
import { LANE_ROWS } from './lane-rows.ts';
import type { Form, Measured, RowFacts, RowResult } from './row.ts';
import { SERVICES_ROWS, type ServicesRow } from './services-rows.ts';
import { ServicesStage } from './services-stage.ts';

export const ROWS: readonly RowFacts[] = [
  ...LANE_ROWS.filter(({ service }) => service === 'Transcribe'),
  ...LAMBDA_ROWS,
  ...LANE_ROWS.filter(({ service }) => service === 'DynamoDB'),
  ...LANE_ROWS.filter(({ service }) => service === 'Listeners'),
  ...SERVICES_ROWS,
];

/** @param onResult called for each row when it is done, in any order. @param signal ends everything at once. */
export async function runTable(
  chosen: readonly RowFacts[],
  form: Form,
  onResult: (result: RowResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const take = (row: RowFacts, measured: Measured) => {
    const { service, fault, moment, expects, isAtOnce } = row;
    onResult({ service, fault, moment, expects, isAtOnce, ...measured });
  };
  const laneRows = LANE_ROWS.filter((row) => chosen.includes(row));
  const runLanes = (rows: readonly LaneRow[], lanes: number) => {
    const pool = new LanePool(rows, { ...form, lanes }, take);
    signal.addEventListener('abort', () => pool.kill(), { once: true });
    return pool.run();
  };
  const shared = laneRows.filter(({ needsProcess }) => needsProcess !== true);
  const lambdaRows = LAMBDA_ROWS.filter((row) => chosen.includes(row));
  await Promise.all([runLanes(shared, form.lanes), runLambdaRows(lambdaRows, form, take, signal)]);
  for (const row of laneRows) {
    if (row.needsProcess === true && !signal.aborted) await runLanes([row], 1);
  }
  if (signal.aborted) return;
  // Nothing else runs meanwhile, because the time of a restart is measured.
  const servicesRows = SERVICES_ROWS.filter((row) => chosen.includes(row));
  await runServicesRows(servicesRows, form, take, signal);
}

/** One after the other on one server, because each row kills the services that the others need. */
async function runServicesRows(
  rows: readonly ServicesRow[],
  form: Form,
  take: (row: RowFacts, measured: Measured) => void,
  signal: AbortSignal,
): Promise<void> {
  if (rows.length === 0) return;
  const stage = await ServicesStage.start().catch((error: Error) => error);
  if (stage instanceof Error) {
    for (const row of rows) take(row, brokenRow(stage.message));
    return;
  }
  signal.addEventListener('abort', () => void stage.close(), { once: true });
  try {
    for (const row of rows) take(row, await row.run(stage, form).catch((error: Error) => brokenRow(error.message)));
  } finally {
    await stage.close();
  }
}

/** All at the same time, each in its own session on one server. */
async function runLambdaRows(
  rows: readonly LambdaRow[],
  form: Form,
  take: (row: RowFacts, measured: Measured) => void,
  signal: AbortSignal,
): Promise<void> {
  if (rows.length === 0) return;
  const stage = await LambdaStage.start().catch((error: Error) => error);
  if (stage instanceof Error) {
    for (const row of rows) take(row, brokenRow(stage.message));
    return;
  }
  signal.addEventListener('abort', () => void stage.close(), { once: true });
  try {
    const calm = calmAckMs(stage, form);
    const runs = rows.map(async (row) => {
      const failed = (error: Error) => brokenRow(error.message);
      take(row, await row.run(stage, form, () => calm).catch(failed));
    });
    await Promise.all(runs);
  } finally {
    await stage.close();
  }
}
