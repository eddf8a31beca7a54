/** The program of a process with lanes: runs the rows that it is sent, one per lane at a time. Argument: number of lanes. */
import { Lane, type LaneRow } from './lane.ts';
import { brokenRow, type LaneOrder, type LaneReport } from './lane-messages.ts';
import { LANE_ROWS } from './lane-rows.ts';
import { type Form, idOf, type Measured } from './row.ts';

const rows = new Map(LANE_ROWS.map((row) => [idOf(row), row]));
const lanes: Lane[] = [];

process.on('message', (order: LaneOrder) => {
  if (order.kind === 'stop') void stop();
  else void perform(order);
});
process.once('disconnect', () => void stop());
// The parent ends this process.
process.on('SIGINT', () => {});

const wanted = Number(process.argv[2]);
// One after the other, because starts at the same time slow each other.
for (let number = 0; number < wanted; number += 1) {
  lanes.push(await Lane.start(number));
  tell({ kind: 'free', lane: number });
}

async function perform({ lane: number, id, form }: LaneOrder & { kind: 'run' }): Promise<void> {
  const lane = lanes[number];
  const row = rows.get(id);
  tell({ kind: 'result', id, measured: await measure(lane, row, form) });
  await lane?.settle();
  tell({ kind: 'free', lane: number });
}

async function measure(lane: Lane | undefined, row: LaneRow | undefined, form: Form): Promise<Measured> {
  if (lane === undefined || row === undefined) return brokenRow('there is no such row');
  try {
    return await row.run(lane, form);
  } catch (error) {
    return brokenRow(error instanceof Error ? error.message : String(error));
  }
}

function tell(report: LaneReport): void {
  if (process.connected) process.send?.(report);
}

async function stop(): Promise<void> {
  await Promise.all(lanes.map((lane) => lane.close()));
  process.exit(0);
}
