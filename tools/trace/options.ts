/** The command line of `npm run trace`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { address, flag, text, textLike, whole } from '../../testkit/command/option.ts';

export interface TraceOptions {
  /** Addresses of a running server and a running Jaeger. Undefined: both are started. */
  readonly running: { readonly serverUrl: string; readonly jaegerUrl: string } | undefined;
  /** Number of sentences that are spoken, 1 to 9. */
  readonly sentences: number;
  readonly language: string;
  readonly outFolder: string;
  /** True: also writes the picture in docs/ and the trace that the tests use. */
  readonly docs: boolean;
  /** True: only finds or builds the collector and Jaeger. */
  readonly onlyBuilds: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

const MAX_SENTENCES = 9;
const JAEGER_URL = 'http://localhost:16686';

export const TRACE = commandLine({
  name: 'trace',
  call: 'npm run trace [-- options]',
  about: `
Runs the server with the OpenTelemetry collector (otel-collector.yaml) and Jaeger (ops/observability/jaeger.yaml) as real
processes, speaks, listens, asks Jaeger for the trace of each sentence, checks that it holds everything from the
microphone to the listener, and draws the fullest: as a tree here, as SVG and JSON in a folder.`,
  options: {
    url: address({
      shown: 'http://localhost:8080',
      help: 'use a server that runs already, as compose.yaml starts it',
      mayHavePath: true,
    }),
    jaeger: address({
      shown: 'address',
      help: `and its Jaeger, only with --url (then by default ${JAEGER_URL})`,
      mayHavePath: true,
    }),
    sentences: whole({
      shown: '2',
      help: `how many sentences of the demo’s talk are spoken, 1 to ${MAX_SENTENCES}`,
      least: 1,
      most: MAX_SENTENCES,
      fallback: 2,
    }),
    language: textLike(/^[a-z]{2}$/, 'two letters', { shown: 'es', help: 'the listener’s language', fallback: 'es' }),
    out: text({ shown: 'folder', help: 'folder for trace.svg and trace.json', fallback: 'tools/trace/out' }),
    docs: flag('also write docs/pictures/trace.svg and the trace that the tests read'),
    build: flag('only find or build the collector and Jaeger'),
    json: flag('print the trace as JSON, and nothing else'),
    verbose: flag('show what the builds and the processes write'),
  },
  notes: `
The collector and Jaeger are looked for on PATH (otelcol-rostrum, otelcol-contrib, jaeger), then in the cache folder
($XDG_CACHE_HOME or ~/.cache, rostrum/); where Go 1.25 or newer is, they are built there once, from their Go modules:
some ten minutes on two cores.

Exit: 0 every sentence heard has its whole trace; 1 not so, or something failed; 2 wrong usage.
NO_COLOR turns colours off.`,
  settle: ({ url, jaeger, out: outFolder, build: onlyBuilds, ...values }): TraceOptions => {
    if (jaeger !== undefined && url === undefined) throw new WrongUsage('--jaeger goes with --url');
    const running = url === undefined ? undefined : { serverUrl: url, jaegerUrl: jaeger ?? JAEGER_URL };
    return { ...values, running, outFolder, onlyBuilds };
  },
});
