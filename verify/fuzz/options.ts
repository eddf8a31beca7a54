/** The command line of `npm run fuzz`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { duration, flag, list, seed, whole } from '../../testkit/command/option.ts';

export interface FuzzOptions {
  /** Seed of all random choices of the attacks. */
  readonly seed: number;
  /** Duration of the attacks, without starts and measurements. Undefined: until the frames are sent. */
  readonly seconds: number | undefined;
  /** Least number of frames to send. Undefined: until the time is up. */
  readonly frames: number | undefined;
  /** Names of the attacks to run. Empty: all. */
  readonly only: readonly string[];
  readonly json: boolean;
}

const DEFAULT_SECONDS = 30;

/** @param attacks all names. */
export const fuzzCommand = (attacks: readonly string[]) =>
  commandLine({
    name: 'fuzz',
    call: 'npm run fuzz [-- options]',
    about: `
Starts servers of its own on loopback and attacks them with malformed, oversized, endless and vanishing input, while a
bystander's session speaks at its natural pace. Reports crashes, wrong answers, the bystander's latency and memory.`,
    options: {
      seconds: duration('s', {
        shown: '30',
        help: `how long to attack (default ${DEFAULT_SECONDS}, unless --frames is given)`,
        least: 1,
        most: 86_400,
        isWhole: true,
      }),
      frames: whole({
        shown: '100000',
        help: 'stop when this many frames were thrown; with --seconds, whichever comes first',
        least: 1,
      }),
      seed: seed('begin with this seed, to repeat a run (default: a new one, which is printed)'),
      only: list(attacks, { shown: 'a,b', help: `only these attacks: ${attacks.join(', ')}`, mayBeEmpty: true }),
      json: flag('print the report as JSON, and nothing else'),
    },
    notes: 'Exit: 0 nothing was found; 1 something was, or the fuzzer failed; 2 wrong usage; 130 interrupted.',
    settle: ({ seconds, frames, ...values }): FuzzOptions => {
      const isOpenEnded = seconds === undefined && frames === undefined;
      return { ...values, frames, seconds: isOpenEnded ? DEFAULT_SECONDS : seconds };
    },
  });
