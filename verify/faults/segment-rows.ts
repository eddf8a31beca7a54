/**
 * The rows of segments: streams die between the hand-over of a segment and the final of its result, so that the next stream says
 * words again that were handed over. No word may be handed over twice, and none never.
 */
import type { TranscribeFault, TranscribePlan, TranscribeRule } from '../../emulators/transcribe/faults/plan.ts';
import type { SegmentMode } from '../../src/protocol/segments.ts';
import type { Broadcast } from './broadcast.ts';
import type { Lane, LaneRow } from './lane.ts';
import type { Form, Measured } from './row.ts';
import { laneRow, runScene, type Scene } from './scene.ts';

/** Words up to 0.7 s are handed over by then; their final comes after 2.7 s. */
const AFTER_HAND_OVER = { audioMs: 1_900 } as const;
/** On the stream that replays, after new words were handed over. */
const AFTER_NEXT_HAND_OVER = { audioMs: 2_500 } as const;
/** On the stream that replays: before and after the last word that was handed over. */
const BEFORE_ITS_END = { audioMs: 400 } as const;
const AFTER_ITS_END = { audioMs: 1_100 } as const;
const RESET: TranscribeFault = { kind: 'reset', code: 2 };
/** Streams are replaced about once in a result. */
const ROLL_MS = 1_700;
/** Of the stable words, so that each result has some. */
const CHANGED_SHARE = 0.2;

type At = NonNullable<TranscribeRule['at']>;

/** Each fault hits the stream that arrives after those before it. */
const inTurn = (fault: TranscribeFault, ...moments: readonly At[]): TranscribePlan => ({
  rules: moments.map((at, injected) => ({ streams: { injected }, at, fault })),
});

const death = (plan: TranscribePlan, more: Partial<Scene> = {}): Scene => ({
  ...{ plan, injections: plan.rules?.length ?? 0, isDeath: true, isTold: true, judge: judgeDeath },
  ...more,
});

const FAULT = 'stream dies after a hand-over';

export const SEGMENT_ROWS: readonly LaneRow[] = [
  laneRow(`${FAULT}: reset`, 'once', death(inTurn(RESET, AFTER_HAND_OVER)), true),
  laneRow(`${FAULT}: reset`, 'twice', death(inTurn(RESET, AFTER_HAND_OVER, AFTER_NEXT_HAND_OVER)), true),
  laneRow(`${FAULT}: reset`, 'replay, before its end', death(inTurn(RESET, AFTER_HAND_OVER, BEFORE_ITS_END)), true),
  laneRow(`${FAULT}: reset`, 'replay, after its end', death(inTurn(RESET, AFTER_HAND_OVER, AFTER_ITS_END)), true),
  laneRow(`${FAULT}: reset`, 'at the end', death(inTurn(RESET, 'endFrame'), { isTold: false }), true),
  { ...laneRow(`${FAULT}: reset`, 'during a roll', death({})), run: runRoll },
  laneRow(`${FAULT}: clean end`, 'once', death(inTurn({ kind: 'end' }, AFTER_HAND_OVER)), true),
  laneRow(`${FAULT}: stall`, 'once', death(inTurn({ kind: 'stall' }, AFTER_HAND_OVER))),
  ...(['sentence', 'result'] satisfies SegmentMode[]).flatMap((segments) => [
    laneRow(`reset, segments=${segments}`, 'once', whole(segments, AFTER_HAND_OVER), true),
    laneRow(`reset, segments=${segments}`, 'during replay', whole(segments, AFTER_HAND_OVER, AFTER_ITS_END), true),
  ]),
  laneRow('stable words that change', 'one in five', liar([])),
  laneRow('stable words that change', 'one in five, and a reset', liar([AFTER_HAND_OVER]), true),
];

/** Nothing is handed over before its final, because stamped speech has no marks. */
function whole(segments: SegmentMode, ...moments: readonly At[]): Scene {
  return death(inTurn(RESET, ...moments), {
    wish: { segments },
    judge: (lane, { sessionId }) => judgeWhole(lane, sessionId),
  });
}

function liar(moments: readonly At[]): Scene {
  const { rules = [] } = inTurn(RESET, ...moments);
  const changed = { at: 'opening', fault: { kind: 'changedWords', share: CHANGED_SHARE } } as const;
  return {
    plan: { rules: [changed, ...rules] },
    ...{ injections: rules.length, isDeath: rules.length > 0, isTold: rules.length > 0 },
    isLiar: true,
    judge: (lane, { sessionId }, counted) => judgeLiar(lane, sessionId, { counted, hasDied: rules.length > 0 }),
  };
}

/** A result whose stream died has no last segment. */
function judgeDeath(lane: Lane, { sessionId }: Broadcast) {
  const segments = segmentsOf(lane, sessionId);
  const results = new Set(segments.map(({ resultId }) => resultId));
  const ended = new Set(segments.filter(({ isSegmentFinal }) => isSegmentFinal).map(({ resultId }) => resultId));
  const problems = results.size > ended.size ? [] : ['no stream died between a hand-over and its final'];
  return {
    problems,
    note: `${segments.length} segments of ${results.size} results, ${results.size - ended.size} cut short`,
  };
}

function judgeWhole(lane: Lane, sessionId: string) {
  const early = segmentsOf(lane, sessionId).filter(({ segment, isSegmentFinal }) => segment !== 0 || !isSegmentFinal);
  return { problems: early.length > 0 ? ['speech was handed over before its final'] : [], note: '' };
}

/** Each word that was handed over and said otherwise by its final must be counted. */
function judgeLiar(lane: Lane, sessionId: string, { counted, hasDied }: { counted: number; hasDied: boolean }) {
  const words = new Map<string, string[]>();
  for (const { resultId, text } of segmentsOf(lane, sessionId)) {
    words.set(resultId, [...(words.get(resultId) ?? []), ...text.split(' ')]);
  }
  const { latest } = lane.faults.transcribe.status().changedWords;
  const contradicted = latest.filter(({ resultId, word, from }) => words.get(resultId)?.[word] === from).length;
  // After a death the words of a result are no longer those of its segments, so the places differ.
  const isWrong = hasDied ? counted === 0 : counted !== contradicted || contradicted === 0;
  const problems = isWrong ? [`${contradicted} words contradicted, ${counted} counted`] : [];
  return { problems, note: `${counted} words contradicted and counted` };
}

function segmentsOf(lane: Lane, sessionId: string) {
  return lane.lambda.of(sessionId).filter(({ isPartial, answer }) => !isPartial && answer.startsWith('accept'));
}

async function runRoll(lane: Lane, form: Form): Promise<Measured> {
  const rolling = await lane.sibling({ settings: { TRANSCRIBE_ROLL_MS: String(ROLL_MS) } });
  try {
    return await runScene(rolling, form, death(inTurn(RESET, AFTER_HAND_OVER), { isTold: false }), 'during a roll');
  } finally {
    await rolling.close();
  }
}
