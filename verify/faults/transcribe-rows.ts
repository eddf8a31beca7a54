/** The rows of Transcribe: every kind of fault at each of its moments. */
import { cameTrue } from '../../testkit/until.ts';
import type { Lane, LaneRow } from './lane.ts';
import { INJECTIONS, MOMENTS, type MomentName, PLANS } from './moments.ts';
import type { Form, Measured } from './row.ts';
import { AFTERWARDS_MS, laneRow, MOST_SPEECH_MS, runScene } from './scene.ts';
import type { StreamWatch } from './stream-watch.ts';
import { TRANSCRIBE_KINDS, type TranscribeKind } from './transcribe-kinds.ts';

const ARRIVES_WITHIN_MS = 10_000;
const REFUSED = 3;

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
