/** The command line of `npm run load`. */

import type { LoadName } from '../../load/sizes.ts';
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { address, duration, flag, text, whole } from '../../testkit/command/option.ts';
import { LOADS, loadNamed } from './loads.ts';

export interface LoadOptions {
  readonly load: LoadName;
  readonly seconds: number;
  readonly speakers: number;
  /** In each session. */
  readonly listeners: number;
  readonly chunkMs: number;
  /** Address of a running server in embedded mode. Undefined: a server is started. */
  readonly url: string | undefined;
  /** Address of its admin port, for the server's own metrics. */
  readonly adminUrl: string | undefined;
  /** True: every span is sampled and exported to a receiver that counts spans. */
  readonly traces: boolean;
  /** True: latencies are compared with their targets. */
  readonly isTimed: boolean;
  /** Folder for a CPU profile of the server. */
  readonly profileFolder: string | undefined;
  /** File for k6's report of the run, a web page. */
  readonly dashboardFile: string | undefined;
  readonly json: boolean;
}

/** Length of a block of stamped audio. */
const BLOCK_MS = 20;
/** The audio repeats after this time, which must be a whole number of chunks. */
const AUDIO_MS = 10_000;

/** The option for a load's duration. @param what its help text. */
export const lengthOf = (what: string) =>
  duration('s', { shown: '60', help: what, least: 5, most: 3_600, isWhole: true, fallback: 60 });

/** The option for the number of sessions. @param what its help text. */
export const speakersOf = (what: string) => whole({ shown: '100', help: what, least: 1, most: 1_000 });

export const LOAD = commandLine({
  name: 'load',
  call: 'npm run load -- <load> [options]',
  about: `
Starts a server in AWS mode, and beside it, each as a process of its own, local endpoints for what it needs of AWS, with
a recogniser that reads numbered audio and a pipeline that delivers a fixed sound at once. Loads it with k6, and reports
latencies, losses, and who used how much of the machine; the chart is left in verify/load/out/. k6 is taken from the PATH
(1.0 or newer), or built once with Go.`,
  operands: Object.fromEntries(LOADS.map(({ name, summary }) => [name, summary])),
  options: {
    seconds: lengthOf('how long, after all clients have joined'),
    speakers: speakersOf('how many sessions'),
    listeners: whole({ shown: '1', help: 'listeners in each session', least: 0, most: 1_000 }),
    'chunk-ms': whole({
      shown: '20',
      help: '20, 40, 80, 100 or 200: a chunk’s length (default 20; fan-out 100)',
      least: BLOCK_MS,
      most: 200,
    }),
    traces: flag('record every span; a local receiver counts them, and none may be dropped'),
    untimed: flag('measure times and do not judge them'),
    url: address({
      shown: 'http://...',
      help:
        'load an embedded server that runs already; start it with EMBEDDED_ASR=stamped and the limits of ' +
        'verify/load/server-environment.ts',
    }),
    'admin-url': address({ shown: 'http://...', help: 'its admin port, for the server’s own metrics' }),
    profile: text({ shown: 'folder', help: 'write a CPU profile of the server to it' }),
    dashboard: text({ shown: 'file.html', help: 'write k6’s report of the run to it, a web page' }),
    json: flag('print the report as JSON, and nothing else'),
  },
  notes: 'Exit: 0 every threshold is kept; 1 one is missed, or the load failed; 2 wrong usage.',
  settle: ({ url, traces, profile: profileFolder, ...values }, [name = '', ...more]): LoadOptions => {
    const load = loadNamed(name);
    if (load === undefined || more.length > 0)
      throw new WrongUsage(`name one load of ${LOADS.map((each) => each.name).join(', ')}`);
    if (url !== undefined && (traces || profileFolder !== undefined))
      throw new WrongUsage('--traces and --profile are for a server that is started here, not with --url');
    const chunkMs = values['chunk-ms'] ?? load.chunkMs;
    if (chunkMs % BLOCK_MS !== 0 || AUDIO_MS % chunkMs !== 0)
      throw new WrongUsage(`--chunk-ms is 20, 40, 80, 100 or 200, not "${chunkMs}"`);
    return {
      load: load.name,
      seconds: values.seconds,
      speakers: values.speakers ?? load.speakers,
      listeners: values.listeners ?? load.listeners,
      chunkMs,
      url,
      adminUrl: values['admin-url'],
      traces,
      isTimed: !values.untimed,
      profileFolder,
      dashboardFile: values.dashboard,
      json: values.json,
    };
  },
});
