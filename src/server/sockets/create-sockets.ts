/** Creates the socket handlers with all their parts, for production and tests alike. */
import type { InspectorPort } from '../../actors/ports/inspector.ts';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { SegmentJourneys } from '../../actors/speech/segment-journeys.ts';
import type { Config } from '../config/config.ts';
import { isOriginAllowed } from '../http/origins.ts';
import type { Admission } from './admission.ts';
import { AudioRoute } from './audio-route.ts';
import { type ConnectionLifecycleDeps, startLifecycle } from './connection-lifecycle.ts';
import type { Connections } from './connections.ts';
import { KnownListeners } from './known-listeners.ts';
import { MessageActions } from './message-actions.ts';
import { MessageRouter } from './message-router.ts';
import type { RateLimits } from './rate-limits.ts';
import { Sockets, type SocketsDeps } from './socket-handlers.ts';

export interface CreateSocketsDeps extends Pick<SocketsDeps, 'addresses' | 'identifiers' | 'log' | 'tokens'> {
  readonly config: Pick<
    Config,
    'allowedOrigins' | 'connection' | 'connectionRates' | 'host' | 'mode' | 'sizes' | 'targetLanguages'
  >;
  readonly clock: ConnectionLifecycleDeps['clock'];
  readonly monotonicNow: () => number;
  readonly metrics: MetricsPort;
  readonly inspector: InspectorPort | undefined;
  readonly connections: Connections;
  readonly rates: RateLimits;
  readonly admission: Admission;
  readonly segmentJourneys: SegmentJourneys;
}

export function createSockets(deps: CreateSocketsDeps): Sockets {
  const { config, clock, log, metrics, inspector } = deps;
  const { connection: timings, connectionRates: rates, sizes, targetLanguages } = config;
  const audio = new AudioRoute({ clock, sizes });
  const actions = new MessageActions({ ...deps, targetLanguages, audio });
  return new Sockets({
    ...deps,
    isOriginAllowed: (origin, host) => isOriginAllowed(origin, host, config),
    knownListeners: new KnownListeners(deps),
    router: new MessageRouter({ ...deps, sizes, audio, actions }),
    startLifecycle: (connection) => startLifecycle(connection, { clock, inspector, log, metrics, timings, rates }),
  });
}
