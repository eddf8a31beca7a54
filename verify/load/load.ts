/** Runs one load: k6 against a server, both watched. Gives a report and prints nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { runK6 } from './k6-run.ts';
import { loadNamed } from './loads.ts';
import type { LoadOptions } from './options.ts';
import { type LoadReport, toReport } from './report.ts';
import { SpanLedger } from './span-ledger.ts';
import type { Stage } from './stage.ts';
import { Watch } from './watch.ts';

export interface LoadParts {
  readonly options: LoadOptions;
  readonly generator: { readonly program: string; readonly version: string };
  /** Undefined if `options.url` is given. */
  readonly stage: Stage | undefined;
  readonly onSecond: (atMs: number, ofMs: number) => void;
  readonly signal: AbortSignal;
}

/** Rejects when k6 or the server fails. A missed threshold is in the report. */
export async function runLoad({ options, generator, stage, onSecond, signal }: LoadParts): Promise<LoadReport> {
  const load = loadNamed(options.load);
  const url = stage?.url ?? options.url;
  if (load === undefined || url === undefined) throw new Error('unknown load, or no server for it');
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-load-'));
  const ledger = await SpanLedger.open(stage);
  try {
    const tokensFile = join(folder, 'tokens.json');
    await writeFile(
      tokensFile,
      JSON.stringify(stage?.tokens(options.speakers) ?? (await devTokens(url, options.speakers))),
    );
    const run = runK6({
      program: generator.program,
      script: options.load,
      summaryFile: join(folder, 'summary.json'),
      dashboardFile: options.dashboardFile,
      settings: {
        URL: url,
        TOKENS: tokensFile,
        SPEAKERS: String(options.speakers),
        LISTENERS: String(options.listeners),
        SECONDS: String(options.seconds),
        RAMP_MS: String(load.rampMs),
        CHUNK_MS: String(options.chunkMs),
        TIMED: options.isTimed ? 'on' : 'off',
        STAMPED: 'on',
        DRIVEN: 'on',
      },
    });
    const stop = () => run.stop();
    signal.addEventListener('abort', stop, { once: true });
    const k6 = run.pid === undefined ? {} : { generator: run.pid };
    const watch = new Watch(() => ({ ...stage?.processes, ...k6 }), stage?.adminUrl ?? options.adminUrl);
    const startedAt = performance.now();
    const ofMs = load.rampMs + options.seconds * 1000;
    const ticking = setInterval(() => onSecond(performance.now() - startedAt, ofMs), 1_000);
    watch.start();
    try {
      const summary = await run.summary;
      await watch.stop();
      return toReport({
        options,
        generator: generator.version,
        summary,
        complaints: run.complaints,
        looks: watch.looks,
        spans: await ledger.close(),
      });
    } finally {
      clearInterval(ticking);
      await watch.stop();
      signal.removeEventListener('abort', stop);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gets tokens from a server in embedded mode. */
async function devTokens(url: string, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    tokens.push(await devToken(url, { userId: `load-${process.pid}-${number}`, expiresIn: 7_200 }));
  }
  return tokens;
}
