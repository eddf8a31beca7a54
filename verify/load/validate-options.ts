/** The command line of `npm run validate`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { flag } from '../../testkit/command/option.ts';
import { loadNamed } from './loads.ts';
import { type LoadOptions, lengthOf, speakersOf } from './options.ts';
import { VALIDATED_LOADS } from './validation.ts';

export interface ValidateOptions {
  readonly loads: readonly LoadOptions[];
  readonly json: boolean;
  /** True: writes the table and the charts to docs/. */
  readonly write: boolean;
}

export const VALIDATE = commandLine({
  name: 'validate',
  call: 'npm run validate [-- options]',
  about: `
Holds the server against its latency targets (docs/performance.md), under load: 100 speakers of 50 chunks a second, 100
speakers of 10 controls a second, 100 speakers who ask for their status, and 500 listeners of one session, one load after
the other; every span is recorded and exported, and none may be dropped. See npm run load -- --help for what runs.`,
  options: {
    seconds: lengthOf('of each load'),
    speakers: speakersOf('of the loads that have many (default 100)'),
    'no-traces': flag('without recording spans'),
    write: flag('write the table into docs/performance.md, and the charts beside it'),
    json: flag('print the table as JSON, with the reports of the loads, and nothing else'),
  },
  notes: 'Exit: 0 every target is met and nothing was lost; 1 not, or a load failed; 2 wrong usage.',
  settle: ({ seconds, speakers, write, json, 'no-traces': noTraces }): ValidateOptions => {
    const loads = VALIDATED_LOADS.flatMap((name): LoadOptions[] => {
      const load = loadNamed(name);
      if (load === undefined) return [];
      return [
        {
          load: name,
          seconds,
          speakers: load.speakers === 1 ? 1 : (speakers ?? 100),
          listeners: load.listeners,
          chunkMs: load.chunkMs,
          url: undefined,
          adminUrl: undefined,
          traces: !noTraces,
          isTimed: true,
          profileFolder: undefined,
          dashboardFile: undefined,
          json,
        },
      ];
    });
    return { loads, json, write };
  },
});
