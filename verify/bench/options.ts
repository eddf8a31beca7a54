/** The command line of `npm run bench`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { choice, duration, flag, list, repeated, text, whole } from '../../testkit/command/option.ts';
import { type RigOptions, STEADY, type TraceChoice } from './rig-options.ts';

export interface BenchOptions {
  readonly runs: readonly RigOptions[];
  /** True: latencies are not judged, so a late generator is no failure. */
  readonly isUntimed: boolean;
  readonly json: boolean;
}

const SETTING = /^([A-Z][A-Z0-9_]*)=(.*)$/;
const MOST_SESSIONS = 1_000;

export const BENCH = commandLine({
  name: 'bench',
  call: 'npm run bench -- rig [options]',
  about: `
Measures what the server costs and how fast it is: a server in AWS mode alone on one core; on another core, in one process,
light clients and light stand-ins for Transcribe and Lambda, so that sending and arrival are measured on one clock.
Without cores to pin to (or without taskset), figures are printed and nothing is pinned.`,
  operands: { rig: 'one run for each number of sessions; the figures as a table' },
  options: {
    sessions: list(undefined, { shown: '100', help: 'how many sessions, a run for each', fallback: ['100'] }),
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
      shown: '6',
      help: 'from the last joining to the measurement',
      least: 0,
      most: 600,
      fallback: STEADY.warmUpSeconds,
    }),
    'joins-per-second': whole({ shown: '40', help: 'sessions that join a second', least: 1, most: 50, fallback: 40 }),
    env: repeated({ shown: 'NAME=VALUE', help: 'a setting of the server; may be repeated' }),
    profile: text({ shown: 'file', help: 'write a CPU profile of the measured time, for Chrome or speedscope' }),
    heap: text({ shown: 'file', help: 'write a heap snapshot at the end' }),
    untimed: flag('print latencies whatever the generator’s lateness'),
    json: flag('print the reports as JSON, and nothing else'),
  },
  notes: `
Two measurements on one machine wait for each other. Figures are only as good as the machine is quiet.
Exit: 0 measured; 1 something did not work, or the generator was so late that latencies are refused; 2 wrong usage.`,
  settle: (values, [part = '', ...more]): BenchOptions => {
    if (part !== 'rig' || more.length > 0) throw new WrongUsage('name what to measure: rig');
    const base: RigOptions = {
      sessions: 0,
      chunkMs: values['chunk-ms'],
      listeners: values.listeners,
      transcripts: values.transcripts,
      isSynchronous: values.synchronous,
      isJson: values['json-audio'],
      traces: values.traces,
      seconds: values.seconds,
      warmUpSeconds: values['warm-up'],
      joinsPerSecond: values['joins-per-second'],
      environment: toSettings(values.env),
      profileFile: values.profile,
      heapFile: values.heap,
    };
    const runs = values.sessions.map((given) => ({ ...base, sessions: toSessions(given) }));
    return { runs, isUntimed: values.untimed, json: values.json };
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
