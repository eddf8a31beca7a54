/** The rows of the local services' process (tables, Transcribe, pipeline), which is killed during speech. */

import { cameTrue } from '../../testkit/until.ts';
import type { Broadcast } from './broadcast.ts';
import type { Form, Measured, RowFacts } from './row.ts';
import type { ServicesStage } from './services-stage.ts';

export interface ServicesRow extends RowFacts {
  run(stage: ServicesStage, form: Form): Promise<Measured>;
}

/** Longest time from the kill until a listener gets speech from after it. */
const HEARD_AGAIN_WITHIN_MS = 5_000;
/** On a slow machine the limit is this many times the duration of the first start. */
const PATIENCE = 2;
const AT_MOST_MS = 40_000;
const RETURNS_WITHIN_MS = 30_000;

export const SERVICES_ROWS: readonly ServicesRow[] = (
  [
    ['mid-word', 1],
    ['again when it was just back', 2],
  ] as const
).map(([moment, kills]): ServicesRow => {
  const facts = { service: 'Local services', fault: 'process killed', moment, isAtOnce: false } as const;
  return { ...facts, expects: 'nothingLost', run: (stage, form) => run(stage, form, kills) };
});

async function run(stage: ServicesStage, { speechMs }: Form, kills: number): Promise<Measured> {
  const broadcast = await stage.broadcast();
  try {
    const startedAt = performance.now();
    let [killedAt, lastBefore, isOver] = [0, 0, false];
    const heardAgainAt = () => broadcast.listener.heardAfter(lastBefore);
    const speech = broadcast.speak({ atLeastMs: speechMs, atMostMs: AT_MOST_MS, until: () => isOver });
    const problems: string[] = [];
    if (!(await cameTrue(() => broadcast.listener.heardAfter(0) !== undefined, AT_MOST_MS)))
      problems.push('never heard before');
    const firstMs = (broadcast.listener.heardAfter(0) ?? startedAt) - startedAt;
    for (let kill = 1; kill <= kills; kill += 1) {
      const before = stage.returns;
      stage.kill();
      killedAt = performance.now();
      lastBefore = broadcast.lastBlock;
      if (!(await cameTrue(() => stage.returns > before, RETURNS_WITHIN_MS))) problems.push('it was not started again');
    }
    const limitMs = Math.max(HEARD_AGAIN_WITHIN_MS, PATIENCE * (stage.startMs + firstMs));
    const isHeard = await cameTrue(() => heardAgainAt() !== undefined, limitMs);
    const heardMs = Math.round((heardAgainAt() ?? performance.now()) - killedAt);
    if (!isHeard || heardMs > limitMs) problems.push(`not heard again within ${Math.round(limitMs)} ms`);
    isOver = true;
    await speech;
    problems.push(...(await broadcast.end()));
    return measured(broadcast, kills, heardMs, problems);
  } finally {
    broadcast.close();
  }
}

function measured(broadcast: Broadcast, kills: number, heardMs: number, problems: readonly string[]): Measured {
  const counts = broadcast.counts();
  // The pipeline is killed too: what it had accepted and not delivered yet dies with it, which no server can know.
  const missing = counts.sent - counts.covered;
  const note = `rows written again, heard again after ${heardMs} ms`;
  return { ...counts, missing, recoveries: kills, recoveryMs: undefined, lostMs: 0, note, problems };
}
