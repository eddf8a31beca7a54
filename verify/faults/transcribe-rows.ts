/** The rows of Transcribe: every kind of fault at each of its moments, and how a row is run. */
import type { TranscribePlan } from '../../emulators/transcribe/faults/plan.ts';
import { cameTrue } from '../../testkit/until.ts';
import type { Broadcast } from './broadcast.ts';
import type { Lane, LaneRow } from './lane.ts';
import { INJECTIONS, MOMENTS, type MomentName, PLANS } from './moments.ts';
import type { Form, Measured } from './row.ts';
import { StreamWatch } from './stream-watch.ts';
import { TRANSCRIBE_KINDS, type TranscribeKind } from './transcribe-kinds.ts';

/** Longest speech in a row. After it, events that have not come are not waited for. */
const MOST_SPEECH_MS = 20_000;
/** Length of the speech after a recovery. */
const AFTERWARDS_MS = 500;
const ARRIVES_WITHIN_MS = 10_000;
const REFUSED = 3;

interface Scene {
  readonly plan: TranscribePlan;
  /** Number of faults that the plan must inject. */
  readonly injections: number;
  readonly isDeath: boolean;
  readonly isTold: boolean;
  /** Length of the speaker's chunks. */
  readonly chunkBytes?: number;
  /** Number of streams of other sessions. */
  readonly others?: number;
  /** Runs during the speech. */
  readonly meanwhile?: (lane: Lane, watch: StreamWatch) => Promise<void>;
}

const LARGEST_CHUNK_BYTES = 32_768;
const ROLLS_EVERY_MS = 1_000;
/** More than the clock difference that a signature allows. */
const STEP_MS = 400_000;
const EXPIRED = {
  kind: 'exception',
  name: 'BadRequestException',
  message: 'The security token included in the request is expired',
} as const;

export const TRANSCRIBE_ROWS: readonly LaneRow[] = [
  ...TRANSCRIBE_KINDS.flatMap((kind) => (kind.moments ?? MOMENTS).map((moment) => toRow(kind, moment))),
  laneRow('connections refused for a while', 'start', {
    ...{ plan: { refuseConnections: REFUSED }, injections: 0, isDeath: true, isTold: true },
  }),
  laneRow('connections refused for a while', 'mid-word', {
    plan: PLANS['mid-word']({ kind: 'reset', code: 2 }),
    ...{ injections: 1, isDeath: true, isTold: true },
    meanwhile: async ({ faults }, watch) => {
      if (await cameTrue(() => watch.opened > 0, ARRIVES_WITHIN_MS))
        faults.transcribe.set({ refuseConnections: REFUSED });
    },
  }),
  laneRow('credentials expired by a BadRequestException, and refused once more', 'mid-word', {
    plan: {
      rules: [...(PLANS['mid-word'](EXPIRED).rules ?? []), { streams: { injected: 1 }, at: 'opening', fault: EXPIRED }],
    },
    ...{ injections: 2, isDeath: true, isTold: true },
  }),
  laneRow('chunks of 32,768 bytes', 'at the natural pace', {
    ...{ plan: {}, injections: 0, isDeath: false, isTold: false, chunkBytes: LARGEST_CHUNK_BYTES },
  }),
  laneRow('chunks of 32,768 bytes', 'mid-word', {
    plan: PLANS['mid-word']({ kind: 'reset', code: 2 }),
    ...{ injections: 1, isDeath: true, isTold: true, chunkBytes: LARGEST_CHUNK_BYTES },
  }),
  {
    ...laneRow('system clock 400 s on, then 400 s back', 'mid-word', {
      plan: PLANS['mid-word']({ kind: 'reset', code: 2 }),
      ...{ injections: 1, isDeath: true, isTold: true },
      meanwhile: stepTheClock,
    }),
    needsProcess: true,
  },
  {
    ...{
      service: 'Transcribe',
      fault: 'planned roll',
      moment: 'every second',
      isAtOnce: false,
      expects: 'nothingLost',
    },
    run: runRolls,
  },
  laneRow(
    'session id repeated by another stream',
    'mid-word',
    {
      plan: { rules: [{ streams: { nth: 2 }, at: 'opening', fault: { kind: 'repeatSessionId' } }] },
      ...{ injections: 1, isDeath: true, isTold: true, others: 1 },
      meanwhile: speakBeside,
    },
    true,
  ),
];

function toRow(kind: TranscribeKind, moment: MomentName): LaneRow {
  const { fault, isAtOnce, isDeath, isSilent = false, expects } = kind;
  const isTold = isDeath && !isSilent && moment !== 'at the end' && expects === 'nothingLost';
  const scene = { plan: PLANS[moment](fault), injections: INJECTIONS[moment], isDeath, isTold };
  const isMute = moment === 'at the end' && fault.kind.startsWith('stall');
  return { ...laneRow(kind.name, moment, scene, isAtOnce), expects: isMute ? 'countedLoss' : expects };
}

function laneRow(fault: string, moment: string, scene: Scene, isAtOnce = false): LaneRow {
  return {
    ...{ service: 'Transcribe', fault, moment, isAtOnce, expects: 'nothingLost' },
    run: (lane, form) => runScene(lane, form, scene, moment),
  };
}

async function runScene(lane: Lane, form: Form, scene: Scene, moment: string): Promise<Measured> {
  const { plan, injections, isDeath, isTold, others = 0, meanwhile, chunkBytes } = scene;
  const lostBefore = lane.lostMs;
  lane.faults.transcribe.set(plan);
  const watch = new StreamWatch(lane.faults.transcribe);
  let broadcast: Broadcast | undefined;
  try {
    broadcast = await lane.broadcast();
    if (chunkBytes !== undefined) broadcast.cutAt(chunkBytes);
    const beside = meanwhile?.(lane, watch);
    await broadcast.speak({
      atLeastMs: moment === 'at the end' ? midWordMs(form) : form.speechMs,
      atMostMs: MOST_SPEECH_MS,
      until: moment === 'at the end' ? () => true : lasting(() => isOver(watch, scene), AFTERWARDS_MS),
    });
    await beside;
    const problems = await broadcast.end();
    watch.close();
    if (watch.injected < injections) problems.push('the fault did not happen');
    if (isTold && !isDeathTold(broadcast)) problems.push('the speaker was not told');
    const recoveryMs = isDeath ? watch.recoveryMs : undefined;
    const counts = broadcast.counts();
    const recoveries = Math.max(0, watch.opened - 1 - others);
    return { ...counts, recoveries, recoveryMs, lostMs: Math.round(lane.lostMs - lostBefore), note: '', problems };
  } finally {
    watch.close();
    broadcast?.close();
  }
}

/** A final comes after each second of speech. Half a second later a word is incomplete. */
function midWordMs({ speechMs }: Form): number {
  return Math.floor(speechMs / 1_000) * 1_000 + 500;
}

function isOver(watch: StreamWatch, { injections, isDeath }: Scene): boolean {
  return watch.injected >= injections && watch.hasSpoken && (!isDeath || watch.isAnswered);
}

/** @returns a function that tells whether `isSo` has been true for this time. */
function lasting(isSo: () => boolean, ms: number): () => boolean {
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

/** Another session's stream gets this stream's session id, so the service ends this one. */
async function speakBeside(lane: Lane, watch: StreamWatch): Promise<void> {
  if (!(await cameTrue(() => watch.hasSpoken, ARRIVES_WITHIN_MS))) return;
  const other = await lane.broadcast();
  await other.speak({ atLeastMs: AFTERWARDS_MS, atMostMs: MOST_SPEECH_MS, until: () => watch.isAnswered });
  await other.end();
}

/** Sets the system clock forward and back, as the whole process sees it. */
async function stepTheClock(_lane: Lane, watch: StreamWatch): Promise<void> {
  const SystemDate = Date;
  const set = (byMs: number) => {
    globalThis.Date = class extends SystemDate {
      constructor(...given: [] | [string]) {
        super(given[0] ?? SystemDate.now() + byMs);
      }

      static override now(): number {
        return SystemDate.now() + byMs;
      }
    } as DateConstructor;
  };
  try {
    await cameTrue(() => watch.hasSpoken, ARRIVES_WITHIN_MS);
    set(STEP_MS);
    await cameTrue(() => watch.injected > 0 && watch.isAnswered, ARRIVES_WITHIN_MS);
    set(-STEP_MS);
    await cameTrue(() => false, AFTERWARDS_MS);
  } finally {
    globalThis.Date = SystemDate;
  }
}

/** Streams are replaced during speech. Each must end with an end frame. */
async function runRolls(lane: Lane, form: Form): Promise<Measured> {
  const rolling = await lane.sibling({ settings: { TRANSCRIBE_ROLL_MS: String(ROLLS_EVERY_MS) } });
  try {
    const measured = await runScene(rolling, form, { plan: {}, injections: 0, isDeath: false, isTold: false }, 'rolls');
    await rolling.settle();
    const { streams } = rolling.faults.transcribe.status();
    const told = streams.filter(({ endFrame }) => endFrame).length;
    const problems = [...measured.problems];
    if (streams.length < 3) problems.push(`${streams.length} streams`);
    if (told < streams.length) problems.push(`${streams.length - told} streams left without an end frame`);
    return { ...measured, problems, note: `${told} of ${streams.length} streams with an end frame` };
  } finally {
    await rolling.close();
  }
}
