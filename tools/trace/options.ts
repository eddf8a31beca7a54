/** The command line. Parses and checks it; starts nothing and prints nothing. */
import { parseArgs } from 'node:util';

export interface TraceOptions {
  /** Of a server and a Jaeger that run already; undefined: both are started. */
  readonly running: { readonly serverUrl: string; readonly jaegerUrl: string } | undefined;
  /** Sentences spoken, 1 to 9. */
  readonly sentences: number;
  readonly language: string;
  readonly outFolder: string;
  /** Also writes the committed picture and the recorded trace of the tests. */
  readonly docs: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: TraceOptions }
  | { readonly kind: 'build'; readonly verbose: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const MAX_SENTENCES = 9;
const JAEGER_URL = 'http://localhost:16686';

export const USAGE = `Usage: npm run trace [-- options]

Runs the server with the OpenTelemetry collector (otel-collector.yaml) and Jaeger (ops/observability/jaeger.yaml) as real
processes, speaks, listens, asks Jaeger for the trace of each sentence, checks that it holds everything from the
microphone to the listener, and draws the fullest: as a tree here, as SVG and JSON in a folder.

  --url http://localhost:8080     use a server that runs already, as compose.yaml starts it
  --jaeger ${JAEGER_URL}  and its Jaeger (only with --url)
  --sentences 2                   how many sentences of the demo's talk are spoken, 1 to ${MAX_SENTENCES}
  --language es                   who listens
  --out tools/trace/out                 where trace.svg and trace.json go
  --docs                          also write docs/pictures/trace.svg and the trace that the tests read
  --build                         only find or build the collector and Jaeger
  --json                          print the trace as JSON, and nothing else
  --verbose                       show what the builds and the processes write
  --help                          this text

The collector and Jaeger are looked for on PATH (otelcol-rostrum, otelcol-contrib, jaeger), then in the cache folder
($XDG_CACHE_HOME or ~/.cache, rostrum/); where Go 1.25 or newer is, they are built there once, from their Go modules:
some ten minutes on two cores.

Exit: 0 every sentence heard has its whole trace; 1 not so, or something failed; 2 wrong usage.
NO_COLOR turns colours off.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        jaeger: { type: 'string' },
        sentences: { type: 'string', default: '2' },
        language: { type: 'string', default: 'es' },
        out: { type: 'string', default: 'tools/trace/out' },
        docs: { type: 'boolean', default: false },
        build: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const { url, jaeger, language, out: outFolder, docs, json, verbose } = values;
    if (values.build) return { kind: 'build', verbose };
    for (const [name, value] of [['--url', url] as const, ['--jaeger', jaeger] as const]) {
      if (value !== undefined && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) {
        return wrong(`${name} is an http or https address, not "${value}"`);
      }
    }
    if (jaeger !== undefined && url === undefined) return wrong('--jaeger goes with --url');
    const sentences = Number(values.sentences);
    if (!(Number.isInteger(sentences) && sentences >= 1 && sentences <= MAX_SENTENCES)) {
      return wrong(`--sentences is 1 to ${MAX_SENTENCES}, not ${values.sentences}`);
    }
    if (!/^[a-z]{2}$/.test(language)) return wrong(`--language is two letters, not "${language}"`);
    if (outFolder === '') return wrong('--out names no folder');
    const running = url === undefined ? undefined : { serverUrl: url, jaegerUrl: jaeger ?? JAEGER_URL };
    return { kind: 'run', options: { running, sentences, language, outFolder, docs, json, verbose } };
  } catch (error) {
    return wrong((error as Error).message.split(/\n|\. /)[0] ?? '');
  }
}

const wrong = (message: string): Parsed => ({ kind: 'wrong', message: `${message} (--help shows the options)` });
