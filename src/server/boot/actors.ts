/**
 * Step three of the start. Makes what lives in the process, once the tables answer: circuit breakers, limits, the
 * writer of rows, the sessions.
 */
import { performance } from 'node:perf_hooks';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { AudiencePort } from '../../actors/ports/sockets.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { ReliableStore } from '../../actors/records/reliable-store.ts';
import { isPermanent } from '../../actors/records/store-error.ts';
import { WriteBehind } from '../../actors/records/write-behind.ts';
import { type Circuits, createCircuits, stopCircuits } from '../../actors/resilience/circuits.ts';
import { StreamStartLimiter } from '../../actors/resilience/stream-start-limiter.ts';
import { createSessions, type Sessions } from '../../actors/session/sessions.ts';
import { guardedTranscription } from '../../actors/speech/guarded-transcription.ts';
import { SegmentJourneys } from '../../actors/speech/segment-journeys.ts';
import { BlockPool } from '../../audio/block-pool.ts';
import { classifyAwsError } from '../../integrations/dynamodb/aws-failure.ts';
import { drawNodeName } from '../../integrations/identifiers/identifiers.ts';
import type { Config } from '../config/config.ts';
import { RateLimits } from '../sockets/rate-limits.ts';
import type { CloseStack } from './close-stack.ts';
import type { Integrations } from './integrations.ts';
import { afterRestore, followReturns } from './local-services.ts';
import { toAsrReport } from './recogniser-report.ts';
import { refuseTables } from './refuse-tables.ts';
import { TablesKeeper } from './tables-keeper.ts';

export interface ActorsDeps {
  readonly config: Config;
  readonly clock: ClockPort;
  /** 0..1, for the jitter of pauses. */
  readonly random: () => number;
  readonly log: LogPort;
  /** Publishes to listeners' sockets. */
  readonly audience: AudiencePort;
  readonly integrations: Integrations;
}

export interface Actors {
  readonly circuits: Circuits;
  readonly streamStarts: StreamStartLimiter;
  readonly rates: RateLimits;
  readonly writer: WriteBehind;
  readonly sessions: Sessions;
  readonly segmentJourneys: SegmentJourneys;
  /** Milliseconds with fractions that never go back, for latencies. */
  readonly monotonicNow: () => number;
}

/** Rejects with one line when the tables cannot be used. `closing` holds what has been started until then. */
export async function startActors(deps: ActorsDeps, closing: CloseStack): Promise<Actors> {
  const { clock, config, integrations, log, random } = deps;
  const { metrics, services } = integrations;
  const { inspector } = integrations.inspection;
  const circuits = createCircuits({ timings: config.breaker, clock, log, metrics, inspector });
  closing.add('circuits', () => stopCircuits(circuits));
  const streamStarts = new StreamStartLimiter({
    ...{ clock, metrics, perSecond: config.session.openingsPerSecond },
    maxWaiting: 2 * config.session.maxStreams, // For each session, its stream and the one it rolls to.
  });
  const ensure = integrations.ensureTables;
  const onRestored = () => afterRestore({ circuits, host: sessions.host, writer });
  const tables = services && new TablesKeeper({ clock, log, ensure, onRestored });
  closing.add('tables', () => tables?.stop());
  const store = new ReliableStore({
    ...{ store: integrations.records, circuit: circuits.dynamodb, clock, random },
    ...{ limits: config.tableCalls, inspector, classify: classifyAwsError },
    onMissingTable: () => tables?.restore(),
  });
  const areThere: Promise<unknown> = services ? ensure() : store.ping();
  await areThere.catch((error: unknown) => refuseTables(config, services?.dynamodb.endpoint, error));
  const isHopeless = (error: unknown) => isPermanent(error, services !== undefined);
  const writer = new WriteBehind({
    ...{ store, clock, log, metrics, isPermanent: isHopeless },
    turn: () => integrations.turns.next('row'),
  });
  closing.add('writer', () => writer.stop());
  const rates = new RateLimits({ clock, metrics, rates: config.rates });
  const ports = { ...sessionPorts(deps, circuits, streamStarts), writer };
  const sessions = createSessions({
    ...{ store, ports },
    maxStreams: () =>
      Math.min(config.session.maxStreams, toAsrReport(services)?.maxStreams ?? Number.POSITIVE_INFINITY),
    refuseCreation: (userId) => rates.refuseCreation(userId),
  });
  if (services && tables) followReturns(services, { circuits, log, tables });
  const { monotonicNow, segmentJourneys } = ports;
  return { circuits, streamStarts, rates, writer, sessions, segmentJourneys, monotonicNow };
}

/** The ports of the sessions, except the writer. */
function sessionPorts(
  { audience, clock, config, integrations, log, random }: ActorsDeps,
  circuits: Circuits,
  streamStarts: StreamStartLimiter,
) {
  const { identifiers, inspection, metrics, tracing, transcription, translation } = integrations;
  const monotonicNow = () => performance.now();
  const settings = config.session;
  return {
    ...{ clock, monotonicNow, random, log, metrics, audience, identifiers, tracing, circuits, settings },
    node: drawNodeName(),
    inspector: inspection.inspector,
    segmentJourneys: new SegmentJourneys(metrics),
    audioBlocks: new BlockPool(),
    transcription: guardedTranscription({
      ...{ port: transcription, circuit: circuits.transcribe, limiter: streamStarts, clock, metrics },
      connectTimeoutMs: settings.transcription.connectTimeoutMs,
    }),
    translation,
  };
}
