/** The command line of `npm run soak`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { duration, flag, number, seed, whole } from '../../testkit/command/option.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly sessions: number;
  /** Seed of all random choices. The timing still differs from run to run. */
  readonly seed: number;
  /** Rate of faults: 1 is usual, 0 is none. */
  readonly faults: number;
  /** True: runs the isolation experiment instead. One session is crashed, spoiled and flooded, the others are measured. */
  readonly isolation: boolean;
  readonly json: boolean;
}

const LONG_RUN = { minutes: 30, sessions: 50 } as const;
const ISOLATION = { minutes: 2, sessions: 100 } as const;

export const SOAK = commandLine({
  name: 'soak',
  call: 'npm run soak [-- options]',
  about: `
Starts an embedded server in its own process and keeps sessions live in it: speakers of numbered audio at natural pace,
listeners, lost and refreshed sockets, pauses, sessions that end and begin, and faults of the services behind the
server. Counts every block of speech, and watches latency, memory and the log.`,
  options: {
    minutes: duration('min', {
      shown: '30',
      help: `how long; fractions are taken, and other units, as in 90s or 2h (default ${LONG_RUN.minutes})`,
      least: 0.1,
      most: 10_000,
    }),
    sessions: whole({
      shown: '50',
      help: `how many at a time (default ${LONG_RUN.sessions})`,
      least: 2,
      most: 400,
    }),
    faults: number({
      shown: '1',
      help: 'how often the services fail, 0 to 5; 1 cuts every second stream short, 0 none',
      least: 0,
      most: 5,
      fallback: 1,
    }),
    isolation: flag(
      'instead: one session crashes, loses its streams, and floods; the others must not be affected ' +
        `(default ${ISOLATION.sessions} sessions, ${ISOLATION.minutes} minutes)`,
    ),
    seed: seed('begin with this seed (default: a new one, which is printed)'),
    json: flag('print the report as JSON, and nothing else'),
  },
  notes: `
Exit: 0 nothing was missing, doubled or broken; 1 something was, or the soak failed; 2 wrong usage; 130 interrupted.`,
  settle: ({ minutes, sessions, ...values }): SoakOptions => {
    const usual = values.isolation ? ISOLATION : LONG_RUN;
    return { ...values, minutes: minutes ?? usual.minutes, sessions: sessions ?? usual.sessions };
  },
});
