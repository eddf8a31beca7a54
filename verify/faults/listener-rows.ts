/** The rows of listeners: one that changes its socket again and again, and one that loses it and comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { spokenMsOf } from '../../testkit/block-ledger/stamped-blocks.ts';
import type { Broadcast } from './broadcast.ts';
import type { Lane, LaneRow } from './lane.ts';
import { Listener } from './listener.ts';
import { ReturningListener } from './returning-listener.ts';
import type { Form, Measured, RowFacts } from './row.ts';
import { AFTERWARDS_MS, lasting, MOST_SPEECH_MS } from './scene.ts';

const REFRESHES_EVERY_MS = 400;
const AWAY_MS = 1_500;
const BEFORE_MS = 1_000;

const facts = (fault: string, moment: string): Omit<RowFacts, 'expects'> => ({
  ...{ service: 'Listeners', fault, moment, isAtOnce: false },
});

export const LISTENER_ROWS: readonly LaneRow[] = [
  { ...facts('connection refreshed', 'again and again'), expects: 'nothingLost', run: runRefreshes },
  { ...facts('socket cut, back by the client', 'mid-word'), expects: 'countedLoss', run: runReturn },
];

async function runRefreshes(lane: Lane, { speechMs }: Form): Promise<Measured> {
  const broadcast = await lane.broadcast();
  try {
    const { listener } = broadcast;
    let [isOver, refreshes] = [false, 0];
    const speech = broadcast.speak({ atLeastMs: speechMs, atMostMs: speechMs, until: () => true }).finally(() => {
      isOver = true;
    });
    while (listener instanceof Listener && !isOver) {
      await sleep(REFRESHES_EVERY_MS);
      await listener.refresh();
      refreshes += 1;
    }
    await speech;
    const problems = await broadcast.end();
    const note = `${refreshes} refreshes, ${listener.earCounts.copies} pieces came on two sockets`;
    return { ...broadcast.counts(), recoveries: refreshes, recoveryMs: undefined, lostMs: 0, note, problems };
  } finally {
    broadcast.close();
  }
}

async function runReturn(lane: Lane): Promise<Measured> {
  const before = droppedFinals(lane);
  const broadcast = await lane.broadcast({ join: ReturningListener.join });
  try {
    const { listener, sessionId } = broadcast;
    let awayFrom: number | undefined;
    const cut = sleep(BEFORE_MS)
      .then(() => (listener instanceof ReturningListener ? listener.cut(AWAY_MS) : undefined))
      .then(() => {
        awayFrom = broadcast.lastBlock;
      });
    const isBack = () => awayFrom !== undefined && listener.heardAfter(awayFrom) !== undefined;
    await broadcast.speak({ atLeastMs: AWAY_MS, atMostMs: MOST_SPEECH_MS, until: lasting(isBack, AFTERWARDS_MS) });
    await cut;
    const problems = await broadcast.end();
    // Played to the end, so that the names of all that was heard are known.
    const counts = broadcast.counts();
    const lost = [...broadcast.segments].filter(([name]) => !listener.heardSegments.has(name));
    const calls = lane.lambda.of(sessionId).filter(({ isPartial }) => !isPartial);
    const undelivered = calls.filter(({ delivered }) => delivered === 0).length;
    const dropped = droppedFinals(lane) - before;
    if (lost.length !== dropped + undelivered) {
      problems.push(`${lost.length} segments unheard, but ${dropped} had no listener and ${undelivered} no delivery`);
    }
    if (lost.length === 0) problems.push('nothing was said while it was away');
    const lostMs = lost.reduce((sum, [, text]) => sum + spokenMsOf(text), 0);
    const note = `away: ${dropped} segments counted (noListener), ${undelivered} answered 410`;
    return { ...counts, covered: coveredIn(broadcast), recoveries: 1, recoveryMs: undefined, lostMs, note, problems };
  } finally {
    broadcast.close();
  }
}

/** Finals that the server forwarded to nobody. */
function droppedFinals(lane: Lane): number {
  return lane.counted('TranslationsDropped{kind=final,why=noListener}');
}

/** While the listener is away it is told nothing, but the speaker is. */
function coveredIn({ ledger, segments }: Broadcast): number {
  const told = ledger.unheard();
  for (const text of segments.values()) told.hear(text);
  return ledger.tally().taken - told.missing;
}
