/** The rows of DynamoDB: it fails during speech or at the session's end. Controls must go on and writes must catch up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFault, CallPlan } from '../../emulators/faults/call-plan.ts';
import { cameTrue } from '../../testkit/until.ts';
import type { Broadcast } from './broadcast.ts';
import type { Lane, LaneRow } from './lane.ts';
import type { Form, Measured } from './row.ts';

const BEFORE_MS = 500;
const AFTERWARDS_MS = 500;
const CAUGHT_UP_WITHIN_MS = 30_000;
const CONTROLS = [
  [{ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged'],
  [{ action: 'muteBroadcast' }, 'broadcastMuted'],
  [{ action: 'unmuteBroadcast' }, 'broadcastUnmuted'],
  [{ action: 'pauseBroadcast' }, 'broadcastPaused'],
  [{ action: 'resumeBroadcast' }, 'broadcastResumed'],
] as const;
/**
 * Limit for one control. The fault lasts until all controls are answered, so one that waited for its write to succeed would
 * get no answer at all; the time itself is in the row, and on a busy machine it is the machine's.
 */
const ANSWERED_WITHIN_MS = 3_000;

const always = (fault: CallFault): CallPlan => ({ rules: [{ fault }] });
const PLANS: readonly (readonly [name: string, plan: CallPlan])[] = [
  ['throttled', always({ kind: 'error', name: 'ProvisionedThroughputExceededException' })],
  ['internal error', always({ kind: 'error', name: 'InternalServerError' })],
  ['400 ms late', always({ kind: 'delay', ms: 400 })],
  ['answers lost', always({ kind: 'drop', when: 'after' })],
  ['connections refused', { refuseConnections: true }],
];

export const DYNAMODB_ROWS: readonly LaneRow[] = PLANS.flatMap(([fault, plan]) =>
  (['mid-word', 'at the end'] as const).map((moment): LaneRow => {
    const facts = { service: 'DynamoDB', fault, moment, isAtOnce: false, expects: 'nothingLost' } as const;
    return { ...facts, run: (lane, form) => run(lane, form, plan, moment) };
  }),
);

async function run(lane: Lane, form: Form, plan: CallPlan, moment: 'mid-word' | 'at the end'): Promise<Measured> {
  const { dynamodb } = lane.faults;
  const { writer } = lane.running.parts;
  const lostBefore = lane.lostMs;
  const broadcast = await lane.broadcast();
  try {
    const speech = broadcast.speak({ atLeastMs: form.speechMs, atMostMs: form.speechMs, until: () => true });
    let slowestMs = 0;
    if (moment === 'mid-word') {
      await sleep(BEFORE_MS);
      dynamodb.set(plan);
      slowestMs = await control(broadcast);
      await sleep(AFTERWARDS_MS);
      dynamodb.clear();
      await speech;
    } else {
      await speech;
      dynamodb.set(plan);
      slowestMs = await control(broadcast);
    }
    const problems = await broadcast.end();
    if (moment === 'at the end') await sleep(AFTERWARDS_MS);
    const injected = dynamodb.status();
    dynamodb.clear();
    if (!(await cameTrue(() => writer.pending === 0, CAUGHT_UP_WITHIN_MS))) problems.push('writes did not catch up');
    if (slowestMs > ANSWERED_WITHIN_MS) problems.push(`a control took ${Math.round(slowestMs)} ms`);
    if (Object.keys(injected.injected).length === 0 && injected.refusedConnections === 0) {
      problems.push('the fault did not happen');
    }
    const counts = broadcast.counts();
    const note = `controls ≤ ${Math.ceil(slowestMs)} ms, writes caught up`;
    const lostMs = Math.round(lane.lostMs - lostBefore);
    return { ...counts, recoveries: 0, recoveryMs: undefined, lostMs, note, problems };
  } finally {
    broadcast.close();
  }
}

/** @returns the slowest answer, ms. */
async function control(broadcast: Broadcast): Promise<number> {
  let slowestMs = 0;
  for (const [message, answer] of CONTROLS) slowestMs = Math.max(slowestMs, await broadcast.control(message, answer));
  return slowestMs;
}
