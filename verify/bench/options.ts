/** The command line of `npm run bench`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { choice, duration, flag, list, repeated, text, whole } from '../../testkit/command/option.ts';
import { type BenchPlan, PARTS } from './bench.ts';
import { type RigOptions, STEADY, type TraceChoice } from './rig-options.ts';

export interface BenchOptions {
  /** Single runs, for `rig` and `--quick`. Undefined: the parts of the plan. */
  readonly runs: readonly RigOptions[] | undefined;
  readonly plan: BenchPlan;
  /** How often a run is measured at most, while the generator is late. */
  readonly tries: number;
  /** True: latencies are not judged, so a late generator is no failure. */
  readonly isUntimed: boolean;
  readonly json: boolean;
  /** True: writes the tables and the charts to docs/. */
  readonly write: boolean;
}

const ALL_SESSIONS = ['1', '10', '50', '100', '200', '300', '500'] as const;
const QUICK = { sessions: 20, seconds: 4, warmUpSeconds: 2, traces: 'all' } as const;
const TRIES = 3;
const SETTING = /^([A-Z][A-Z0-9_]*)=(.*)$/;
const MOST_SESSIONS = 1_000;

export const BENCH = commandLine({
  name: 'bench',
  call: 'npm run bench -- [part ...] [options]',
  about: `
Measures what the server costs and how fast it is: a server in AWS mode alone on one core; on another core, in one process,
light clients and light stand-ins for Transcribe and Lambda, so that sending and arrival are measured on one clock.
Beside each cost is its floor, measured in the same run: what the bare libraries need for it. All parts take about sixteen
minutes. Without two cores (or without taskset) nothing is pinned, and the figures say so.`,
  operands: {
    latency: 'latencies, CPU and memory by number of sessions, and the most sessions that one core holds',
    chunks: 'chunks of 20 ms: gathered, not gathered, every span exported',
    lambda: 'one call of the pipeline',
    broadcast: 'one message to 500 listeners',
    rig: 'single runs with exactly these options, in more detail',
  },
  options: {
    sessions: list(undefined, {
      shown: '10,100',
      help: 'how many sessions, a run for each (default 1 to 500; with rig 100)',
      fallback: [],
      mayBeEmpty: true,
    }),
    'chunk-ms': whole({ shown: '100', help: 'a chunk’s length', least: 10, most: 200, fallback: STEADY.chunkMs }),
    listeners: whole({
      shown: '1',
      help: 'listeners in each session',
      least: 0,
      most: 500,
      fallback: STEADY.listeners,
    }),
    transcripts: whole({
      shown: '2',
      help: 'transcripts a second of each session',
      least: 0,
      most: 20,
      fallback: STEADY.transcripts,
    }),
    synchronous: flag('all sessions get their transcripts in the same 100 ms'),
    'json-audio': flag('audio as base64 in JSON, not as binary frames'),
    tls: flag('Transcribe over TLS, as the service is; needs openssl'),
    traces: choice<TraceChoice, TraceChoice>(['none', 'sampled', 'all'], {
      shown: 'none',
      help: 'none, sampled (one utterance in twenty) or all: which spans are made and exported',
      fallback: STEADY.traces,
    }),
    seconds: duration('s', {
      shown: '15',
      help: 'length of the measurement',
      least: 1,
      most: 600,
      fallback: STEADY.seconds,
    }),
    'warm-up': duration('s', {
      shown: '20',
      help: 'from the last joining to the measurement',
      least: 0,
      most: 600,
      fallback: STEADY.warmUpSeconds,
    }),
    'joins-per-second': whole({ shown: '40', help: 'sessions that join a second', least: 1, most: 50, fallback: 40 }),
    env: repeated({ shown: 'NAME=VALUE', help: 'a setting of the server; may be repeated' }),
    profile: text({ shown: 'file', help: 'write a CPU profile of the measured time, for Chrome or speedscope' }),
    heap: text({ shown: 'file', help: 'write a heap snapshot at the end' }),
    quick: flag('one small run of less than a minute that fails if anything does not work; judges no time'),
    write: flag('write the tables into docs/performance.md, and the charts beside it'),
    untimed: flag('print latencies whatever the generator’s lateness'),
    json: flag('print the reports as JSON, and nothing else'),
  },
  notes: `
Two measurements on one machine wait for each other. Figures are only as good as the machine is quiet.
Exit: 0 measured; 1 something did not work, or the generator was so late that latencies are refused; 2 wrong usage.`,
  settle: (values, operands): BenchOptions => {
    const isRig = operands[0] === 'rig';
    const parts = operands.map((name) => PARTS.find((part) => part === name));
    if (isRig ? operands.length > 1 : parts.includes(undefined))
      throw new WrongUsage(`the parts are ${PARTS.join(', ')}, or rig alone`);
    const base: RigOptions = {
      sessions: 0,
      chunkMs: values['chunk-ms'],
      listeners: values.listeners,
      transcripts: values.transcripts,
      isSynchronous: values.synchronous,
      isJson: values['json-audio'],
      isTls: values.tls,
      traces: values.traces,
      seconds: values.seconds,
      warmUpSeconds: values['warm-up'],
      joinsPerSecond: values['joins-per-second'],
      environment: toSettings(values.env),
      profileFile: values.profile,
      heapFile: values.heap,
    };
    const { sessions: given, untimed, quick, json, write } = values;
    const runsOf = (of: readonly string[]) => of.map((each) => ({ ...base, sessions: toSessions(each) }));
    const runs = quick ? [{ ...base, ...QUICK }] : isRig ? runsOf(given.length > 0 ? given : ['100']) : undefined;
    const plan: BenchPlan = {
      base,
      parts: operands.length === 0 ? PARTS : parts.flatMap((part) => part ?? []),
      sessions: (given.length > 0 ? given : ALL_SESSIONS).map(toSessions),
      findsMost: given.length === 0,
    };
    return { runs, plan, tries: isRig || quick ? 1 : TRIES, isUntimed: untimed || quick, json, write };
  },
});

function toSessions(given: string): number {
  const sessions = Number(given);
  if (Number.isInteger(sessions) && sessions >= 1 && sessions <= MOST_SESSIONS) return sessions;
  throw new WrongUsage(`--sessions are whole numbers from 1 to ${MOST_SESSIONS}, as in 10,100, not "${given}"`);
}

function toSettings(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((each) => {
      const [, name = '', value = ''] = SETTING.exec(each) ?? [];
      if (name === '') throw new WrongUsage(`--env is a setting such as AUDIO_BURST=50, not "${each}"`);
      return [name, value];
    }),
  );
}
