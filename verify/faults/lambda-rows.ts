/** The rows of Lambda: which transcripts a failing pipeline got, in which order, and whether audio had to wait. */
import { spokenMsOf } from '../../testkit/block-ledger/stamped-blocks.ts';
import { percentile } from '../../testkit/measure/quantiles.ts';
import { cameTrue } from '../../testkit/until.ts';
import type { Broadcast } from './broadcast.ts';
import type { Invocation, Script } from './lambda-double.ts';
import type { LambdaStage } from './lambda-stage.ts';
import type { Form, Measured, RowFacts } from './row.ts';

export interface LambdaRow extends RowFacts {
  /** @param calm gives the median acknowledgement time of a session without a fault, ms. */
  run(stage: LambdaStage, form: Form, calm: () => Promise<number>): Promise<Measured>;
}

const TAKEN_WITHIN_MS = 30_000;
/** Limit over a calm session's median. Audio that waits for the pipeline would wait 2 s for an attempt that hangs. */
const MORE_ACK_MS = 1_000;

const isTaken = ({ answer }: Invocation) => answer.startsWith('accept');

const SCRIPTS: readonly (readonly [fault: string, moment: string, script: Script, expects?: RowFacts['expects']])[] = [
  ['error 500', 'first and second attempt', (_, attempt) => (attempt <= 2 ? 'error 500' : 'accept')],
  ['error 429', 'first and second attempt', (_, attempt) => (attempt <= 2 ? 'error 429' : 'accept')],
  ['hang', 'first attempt of every second', (n, attempt) => (n % 2 === 0 && attempt === 1 ? 'hang' : 'accept')],
  ['TCP reset', 'first attempt', (_, attempt) => (attempt === 1 ? 'reset' : 'accept')],
  ['answer lost', 'first attempt', (_, attempt) => (attempt === 1 ? 'accept, answer lost' : 'accept')],
  ['down', 'second transcript', (n) => (n === 2 ? 'error 500' : 'accept'), 'countedLoss'],
  ['down', 'all the time', () => 'error 500', 'countedLoss'],
];

export const LAMBDA_ROWS: readonly LambdaRow[] = SCRIPTS.map(
  ([fault, moment, script, expects = 'nothingLost']): LambdaRow => {
    const facts = { service: 'Lambda', fault, moment, expects, isAtOnce: false } as const;
    return { ...facts, run: (stage, form, calm) => runScript(stage, form, script, calm) };
  },
);

/** @returns the median acknowledgement time of a session whose pipeline works, ms. */
export async function calmAckMs(stage: LambdaStage, form: Form): Promise<number> {
  const broadcast = await stage.broadcast();
  try {
    await speak(broadcast, form);
    await broadcast.end();
    return median(broadcast.ackMs);
  } finally {
    broadcast.close();
  }
}

async function runScript(
  stage: LambdaStage,
  form: Form,
  script: Script,
  calm: () => Promise<number>,
): Promise<Measured> {
  const broadcast = await stage.broadcast();
  const { sessionId } = broadcast;
  try {
    stage.lambda.tell(sessionId, script);
    await speak(broadcast, form);
    const problems = await broadcast.end();
    const told = broadcast.listener.told(broadcast.ledger);
    if (told.missing > 0) problems.push('a listener’s transcripts have gaps');
    const transcripts = () => new Set(stage.lambda.of(sessionId).map(({ key }) => key));
    const isSettled = () => {
      const calls = stage.lambda.of(sessionId);
      return [...transcripts()].every((key) => {
        const own = calls.filter((call) => call.key === key);
        return own.some(({ answer }) => answer === 'accept') || own.length >= 3;
      });
    };
    if (!(await cameTrue(isSettled, TAKEN_WITHIN_MS))) problems.push('attempts were not made');
    const calls = stage.lambda.of(sessionId);
    const isGivenUp = (key: string) => !calls.some((call) => call.key === key && isTaken(call));
    const finals = new Set(calls.filter(({ isPartial }) => !isPartial).map(({ key }) => key));
    const failed = [...finals].filter(isGivenUp);
    const { counted, logged } = await stage.givenUp(sessionId);
    if (counted < failed.length) problems.push(`${failed.length} given up, ${counted} counted`);
    if (logged !== failed.length) problems.push(`${failed.length} given up, ${logged} logged`);
    problems.push(...orderProblems(calls));
    const slowdown = median(broadcast.ackMs) - (await calm());
    if (slowdown > MORE_ACK_MS) problems.push(`acknowledgements ${Math.round(slowdown)} ms slower`);
    const ratio = median(broadcast.ackMs) / Math.max(0.1, await calm());
    return {
      ...atPipeline(broadcast, calls),
      recoveries: calls.length - transcripts().size,
      recoveryMs: undefined,
      note: `acks × ${ratio.toFixed(1)}${failed.length > 0 ? `; ${failed.length} given up, logged` : ', keys kept'}`,
      problems,
    };
  } finally {
    broadcast.close();
  }
}

function speak(broadcast: Broadcast, { speechMs }: Form): Promise<void> {
  return broadcast.speak({ atLeastMs: speechMs, atMostMs: speechMs, until: () => true });
}

/** Counts what the pipeline accepted. Invocations with one key count once, because the pipeline deduplicates by key. */
function atPipeline(broadcast: Broadcast, calls: readonly Invocation[]) {
  const taken = new Map(calls.filter(isTaken).map((call) => [call.key, call] as const));
  const finals = [...taken.values()].filter(({ isPartial }) => !isPartial);
  const ledger = broadcast.ledger.unheard();
  for (const { text, at } of finals) ledger.hear(text, at);
  const lost = calls.filter(({ key, isPartial }) => !isPartial && !taken.has(key));
  const givenUp = new Map(lost.map((call) => [call.key, call] as const));
  const lostMs = [...givenUp.values()].reduce((sum, { text }) => sum + spokenMsOf(text), 0);
  return { ...broadcast.counts(ledger), lostMs };
}

/** Checks that all attempts for a transcript come before the next transcript, and that transcripts come in order. */
function orderProblems(calls: readonly Invocation[]): string[] {
  const keys = calls.map(({ key }) => key);
  const isTorn = keys.some((key, i) => keys[i - 1] !== key && keys.indexOf(key) < i);
  const finals = calls.filter(({ isPartial, attempt }) => !isPartial && attempt === 1);
  const isDisordered = finals.some(({ startTimeMs }, i) => startTimeMs < (finals[i - 1]?.startTimeMs ?? 0));
  const texts = new Map<string, string>();
  const isReused = calls.some(({ key, text }) => (texts.get(key) ?? text) !== text || void texts.set(key, text));
  return [
    ...(isTorn || isDisordered ? ['transcripts out of order'] : []),
    ...(isReused ? ['one key for two transcripts'] : []),
  ];
}

const median = (values: readonly number[]) => percentile(values, 50) ?? 0;
