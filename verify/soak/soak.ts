/** The long run: keeps the wanted number of sessions live until the time is up. report.ts judges the results. */
import { setMaxListeners } from 'node:events';
import { sumOf } from '../../testkit/block-ledger/block-ledger.ts';
import { BLOCK_MS, spokenMsOf } from '../../testkit/block-ledger/stamped-blocks.ts';
import { Chance } from '../../testkit/chance.ts';
import { pause } from '../../testkit/until.ts';
import { nameOf } from './audience.ts';
import { Broadcast, type Outcome } from './broadcast.ts';
import { faultPlans } from './fault-plans.ts';
import { Figures } from './figures.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { SoakOptions } from './options.ts';
import type { Losses, Progress, SoakReport } from './report.ts';
import { SERVER_SETTINGS } from './server-settings.ts';
import { SoakedServer } from './soaked-server.ts';

const LOOK_EVERY_MS = 10_000;
/** A full garbage collection stops the server for a moment. It must be too rare to change the p99. */
const COLLECT_EVERY = 3;
/** Longest warm-up. In a short run it is a tenth of the run. */
const MAX_WARM_UP_MS = 120_000;
const LIFE_MS = { least: 20_000, most: 120_000 };

/** Rejects when the server cannot be started or watched. @param onProgress called every 10 s */
export async function soak(options: SoakOptions, onProgress: (progress: Progress) => void): Promise<SoakReport> {
  const server = await SoakedServer.start(SERVER_SETTINGS);
  try {
    return await run(server, options, onProgress);
  } finally {
    await server.stop();
  }
}

async function run(
  server: SoakedServer,
  options: SoakOptions,
  onProgress: (progress: Progress) => void,
): Promise<SoakReport> {
  const chance = new Chance(options.seed);
  const figures = new Figures();
  const memory = new MemoryWatch();
  const outcomes: Outcome[] = [];
  const plans = faultPlans(chance, options.faults);
  const isFailing =
    options.faults > 0 &&
    (await server.fail('transcribe', plans.transcribe)) &&
    (await server.fail('lambda', plans.lambda)) &&
    (await server.fail('dynamodb', plans.dynamodb));
  const begunAt = performance.now();
  const lastMs = options.minutes * 60_000;
  const over = new AbortController();
  // Every session adds a listener.
  setMaxListeners(0, over.signal);
  const timer = setTimeout(() => over.abort(), lastMs);
  let isDone = false;
  void server.died.then((how) => {
    if (!isDone) figures.error(`the server ended by itself: ${how}`);
    over.abort();
  });
  const look = async (count: number) => {
    const isLive = count % COLLECT_EVERY === 0;
    const probe = await server.memory(isLive);
    const atMs = performance.now() - begunAt;
    memory.add(atMs, probe, isLive);
    const { acks, errorCount, reconnects, recoveries } = figures;
    const { blocks, missing, doubled } = sumOf(outcomes.map(({ heard }) => heard));
    const counted = { ended: outcomes.length, blocks, missing, doubled, reconnects, errors: errorCount };
    onProgress({ atMs, ...counted, recoveries: recoveries.read().count, ackP99Ms: acks.read().p99Ms, probe });
  };
  const seats = Array.from({ length: options.sessions }, (_, seat) =>
    occupy({ server, figures, outcomes, seat, seed: chance.seed(), signal: over.signal, lastMs }),
  );
  const everybody = Promise.all(seats);
  void everybody.finally(() => {
    isDone = true;
  });
  for (let count = 0; !isDone && server.isAlive; count += 1) {
    await look(count).catch((error: Error) => figures.error(error.message));
    await Promise.race([pause(LOOK_EVERY_MS), everybody]);
  }
  await everybody;
  clearTimeout(timer);
  return toReport({ server, options, figures, outcomes, memory, isFailing, lastedMs: performance.now() - begunAt });
}

interface Seat {
  readonly server: SoakedServer;
  readonly figures: Figures;
  readonly outcomes: Outcome[];
  readonly seat: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly lastMs: number;
}

/** Runs one session after the other, each with a new user, until the signal aborts. Never rejects. */
async function occupy({ server, figures, outcomes, seat, seed, signal, lastMs }: Seat): Promise<void> {
  const chance = new Chance(seed);
  // The starts are spread. Many connects at once are tested by another load.
  await pause(Math.min(10_000, lastMs / 4) * chance.next(), signal);
  for (let turn = 0; !signal.aborted && server.isAlive; turn += 1) {
    try {
      const userId = `speaker-${seat}-${turn}`;
      const broadcast = await Broadcast.start({ port: server.port, userId, figures, chance });
      await broadcast.live(chance.integer(LIFE_MS.least, LIFE_MS.most), signal);
      outcomes.push(await broadcast.finish());
    } catch (error) {
      figures.error(error instanceof Error ? error.message : String(error));
      await pause(1_000, signal);
    }
  }
}

async function toReport(parts: {
  readonly server: SoakedServer;
  readonly options: SoakOptions;
  readonly figures: Figures;
  readonly outcomes: readonly Outcome[];
  readonly memory: MemoryWatch;
  readonly isFailing: boolean;
  readonly lastedMs: number;
}): Promise<SoakReport> {
  const { server, options, figures, outcomes, memory, isFailing, lastedMs } = parts;
  const metrics = server.isAlive ? await server.metrics() : new Map<string, number>();
  const counted = (name: string) =>
    [...metrics].reduce(
      (sum, [series, value]) => (series.replace(/\{.*/, '') === `${name}_total` ? sum + value : sum),
      0,
    );
  const finalsFailed = [...metrics].reduce(
    (sum, [series, value]) => (/^TranslationsFailed_total\{.*kind="final"/.test(series) ? sum + value : sum),
    0,
  );
  const left = server.isAlive ? await server.objects() : undefined;
  const { reconnects, refreshes, interruptions, failures, deliveries, refusedCreations } = figures;
  const ended = await server.stop();
  return {
    options,
    minutes: Math.round(lastedMs / 600) / 100,
    sessions: outcomes.length,
    speech: sumOf(outcomes.map(({ heard }) => heard)),
    told: sumOf(outcomes.map(({ told }) => told)),
    clients: { reconnects, refreshes, refusedCreations, deliveries, acks: figures.acks.read() },
    upstream: {
      isFailing,
      streamErrors: counted('TranscribeStreamErrors'),
      interruptions,
      failures,
      recoveries: figures.recoveries.read(),
      audioMsLost: counted('AudioMsLost_milliseconds'),
      forwarded: counted('TranslationsForwarded'),
      givenUp: toLosses(server, outcomes, { finals: finalsFailed, all: counted('TranslationsFailed') }),
    },
    memory: memory.report(Math.min(MAX_WARM_UP_MS, options.minutes * 6_000)),
    server: {
      ended,
      crashes: counted('SessionsCrashed'),
      left,
      logged: Object.fromEntries(server.logged),
      lastWords: [...server.lastWords],
    },
    errors: figures.errors,
  };
}

/** Which of the transcripts that the server gave up are missing at a witness. */
function toLosses(
  { givenUp }: SoakedServer,
  outcomes: readonly Outcome[],
  counted: { readonly finals: number; readonly all: number },
): Losses {
  const segments = givenUp.filter(({ isPartial }) => !isPartial);
  const names = new Set(segments.map(({ resultId, segment }) => nameOf(resultId, segment)));
  const texts = outcomes.flatMap(({ unheard }) => [...unheard].filter(([name]) => names.has(name)));
  const blocks = texts.reduce((sum, [, text]) => sum + spokenMsOf(text) / BLOCK_MS, 0);
  return { segments: segments.length, partials: givenUp.length - segments.length, blocks, counted };
}
