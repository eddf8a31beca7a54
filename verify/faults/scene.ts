/** How a row of Transcribe is run: a session under a fault plan, from its first word to the judgement of what was heard. */
import type { TranscribePlan } from '../../emulators/transcribe/faults/plan.ts';
import type { Broadcast, BroadcastWish } from './broadcast.ts';
import type { Lane, LaneRow } from './lane.ts';
import type { Form, Measured } from './row.ts';
import { StreamWatch } from './stream-watch.ts';

/** Longest speech in a row. After it, events that have not come are not waited for. */
export const MOST_SPEECH_MS = 20_000;
/** Length of the speech after a recovery. */
export const AFTERWARDS_MS = 500;

export interface Judgement {
  readonly problems: readonly string[];
  /** What the row says. */
  readonly note: string;
}

export interface Scene {
  readonly plan: TranscribePlan;
  /** Number of faults that the plan must inject. */
  readonly injections: number;
  readonly isDeath: boolean;
  readonly isTold: boolean;
  /** What the row wants of its session. */
  readonly wish?: BroadcastWish;
  /** True: the recogniser changes words that it has marked as stable. Otherwise none may be counted as contradicted. */
  readonly isLiar?: boolean;
  /** Looks at the session after its end. @param contradicted words, as the server counted them. */
  readonly judge?: (lane: Lane, broadcast: Broadcast, contradicted: number) => Judgement;
  /** Length of the speaker's chunks. */
  readonly chunkBytes?: number;
  /** Number of streams of other sessions. */
  readonly others?: number;
  /** Runs during the speech. */
  readonly meanwhile?: (lane: Lane, watch: StreamWatch) => Promise<void>;
}

/** A row of Transcribe. */
export function laneRow(fault: string, moment: string, scene: Scene, isAtOnce = false): LaneRow {
  return {
    ...{ service: 'Transcribe', fault, moment, isAtOnce, expects: 'nothingLost' },
    run: (lane, form) => runScene(lane, form, scene, moment),
  };
}

export async function runScene(lane: Lane, form: Form, scene: Scene, moment: string): Promise<Measured> {
  const { plan, injections, isDeath, isTold, others = 0, meanwhile, chunkBytes, judge, wish } = scene;
  const lostBefore = lane.lostMs;
  const contradictedBefore = lane.counted('ContradictedWords');
  const contradictions = () => lane.counted('ContradictedWords') - contradictedBefore;
  lane.faults.transcribe.set(plan);
  const watch = new StreamWatch(lane.faults.transcribe);
  let broadcast: Broadcast | undefined;
  try {
    broadcast = await lane.broadcast(wish);
    if (chunkBytes !== undefined) broadcast.cutAt(chunkBytes);
    const beside = meanwhile?.(lane, watch);
    await broadcast.speak({
      atLeastMs: moment === 'at the end' ? midWordMs(form) : form.speechMs,
      atMostMs: MOST_SPEECH_MS,
      until:
        moment === 'at the end' ? () => true : lasting(() => isOver(watch, scene, contradictions()), AFTERWARDS_MS),
    });
    await beside;
    const problems = await broadcast.end();
    watch.close();
    if (watch.injected < injections) problems.push('the fault did not happen');
    if (isTold && !isDeathTold(broadcast)) problems.push('the speaker was not told');
    const recoveryMs = isDeath ? watch.recoveryMs : undefined;
    const counts = broadcast.counts();
    const recoveries = Math.max(0, watch.opened - 1 - others);
    const lostMs = Math.round(lane.lostMs - lostBefore);
    const contradicted = contradictions();
    if (contradicted > 0 && scene.isLiar !== true) problems.push(`${contradicted} words contradicted`);
    const judged = judge?.(lane, broadcast, contradicted);
    problems.push(...(judged?.problems ?? []));
    return { ...counts, recoveries, recoveryMs, lostMs, note: judged?.note ?? '', problems };
  } finally {
    watch.close();
    broadcast?.close();
  }
}

/** Five seconds and a half: a word is incomplete, and some of the last result's words were handed over. */
function midWordMs({ speechMs }: Form): number {
  return Math.floor(speechMs / 1_000) * 1_000 + 500;
}

function isOver(watch: StreamWatch, { injections, isDeath, isLiar }: Scene, contradictions: number): boolean {
  // Which words a recogniser changes is chance: they need not be among the first that are handed over.
  if (isLiar === true && contradictions === 0) return false;
  return watch.injected >= injections && watch.hasSpoken && (!isDeath || watch.isAnswered);
}

/** @returns a function that tells whether `isSo` has been true for this time. */
export function lasting(isSo: () => boolean, ms: number): () => boolean {
  let since: number | undefined;
  return () => {
    if (!isSo()) since = undefined;
    else since ??= performance.now();
    return since !== undefined && performance.now() - since >= ms;
  };
}

function isDeathTold(broadcast: Broadcast): boolean {
  return broadcast.told('transcriptionInterrupted') > 0 && broadcast.told('transcriptionRestored') > 0;
}
