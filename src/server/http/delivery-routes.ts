/** API Gateway's Management API for this server's sockets. The pipeline delivers to listeners through it. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import type { TracingPort } from '../../actors/ports/tracing.ts';
import type { SegmentJourneys } from '../../actors/speech/segment-journeys.ts';
import type { SignatureProblem, SignedRequest } from '../../integrations/delivery/signature.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import type { Config } from '../config/config.ts';
import type { ClientConnection } from '../sockets/client-connection.ts';
import type { Connections } from '../sockets/connections.ts';
import type { ClientAddress } from './client-address.ts';
import { deliver } from './delivery.ts';
import { connectionGone, deliveryFailure } from './delivery-failure.ts';
import type { HttpAnswer, HttpRequestInfo } from './http-types.ts';
import type { RouteGroup, RouteRequest } from './route.ts';

/** With or without the stage that API Gateway puts before the path. */
const CONNECTION = /^(?:\/[^/]+)?\/(?:@|%40)connections\/(?<connectionId>[^/]+)$/i;

/** Least time between two log lines about refused deliveries, ms. */
const LOG_EVERY_MS = 1_000;

export interface DeliveryRoutesDeps {
  readonly config: {
    readonly aws: Pick<Config['aws'], 'delivery'>;
    readonly sizes: Pick<Config['sizes'], 'messageBytes'>;
  };
  readonly clock: Pick<ClockPort, 'now' | 'unixNow'>;
  /** Monotonic, with fractions, for latencies. */
  readonly monotonicNow: () => MonotonicMs;
  readonly log: Pick<LogPort, 'warn'>;
  readonly metrics: MetricsPort;
  readonly tracing: Pick<TracingPort, 'join'>;
  readonly segmentJourneys: Pick<SegmentJourneys, 'captioned' | 'delivered'>;
  readonly connections: Pick<Connections, 'find'>;
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
  /** @returns the problem with a delivery's signature; undefined when it is valid, or when no key is configured. */
  readonly signatureProblem: (request: SignedRequest) => SignatureProblem | undefined;
}

export function deliveryRoutes(deps: DeliveryRoutesDeps): RouteGroup {
  const { clock, config, connections } = deps;
  const limit = config.sizes.messageBytes;
  const callers = new DeliveryCallers(deps);
  const tooLarge = () => deliveryFailure(413, 'PayloadTooLargeException', `The limit is ${limit} bytes.`);

  /** The order of the checks for every method: caller, connection, method. */
  const forOpen =
    (answer: (connection: ClientConnection, request: HttpRequestInfo) => HttpAnswer) =>
    ({ request, params }: RouteRequest): HttpAnswer => {
      const refused = callers.refuse(request);
      if (refused) return refused;
      const connection = connections.find(params.connectionId ?? '');
      return connection?.isOpen ? answer(connection, request) : connectionGone();
    };

  const describe = ({ info, quietForMs }: ClientConnection): HttpAnswer => ({
    status: 200,
    body: {
      connectedAt: new Date(info.connectedAt).toISOString(),
      identity: { sourceIp: info.sourceIp, userAgent: info.userAgent },
      lastActiveAt: new Date(clock.unixNow() - quietForMs).toISOString(),
    },
  });
  const post = (connection: ClientConnection, request: HttpRequestInfo): HttpAnswer =>
    deliver(deps, connection, request, request.body.byteLength > limit ? tooLarge() : undefined);
  const close = (connection: ClientConnection): HttpAnswer => {
    connection.close('ended');
    return { status: 204 };
  };

  return {
    // Only the transport's limit applies before the handler. It checks the limit of a delivery after the caller and the
    // connection.
    maxBytes: Number.POSITIVE_INFINITY,
    tooLarge,
    notAllowed: (asked, allow) =>
      forOpen(() => deliveryFailure(405, 'MethodNotAllowedException', 'Method not allowed', { allow }))(asked),
    routes: [
      { method: 'GET', pattern: CONNECTION, handle: forOpen(describe) },
      { method: 'POST', pattern: CONNECTION, handle: forOpen(post) },
      { method: 'DELETE', pattern: CONNECTION, handle: forOpen(close) },
    ],
  };
}

/** `notLocal`: the caller is on another machine, and no delivery key is set. */
type DeliveryRefusal = SignatureProblem | 'notLocal';

/** Checks who may deliver. Counts every refusal, but logs at most one line a second: a wrong key must not flood the log. */
class DeliveryCallers {
  readonly #deps: DeliveryRoutesDeps;
  #loggedAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  constructor(deps: DeliveryRoutesDeps) {
    this.#deps = deps;
  }

  /** @returns a 403 that does not give the reason, or undefined. */
  refuse(request: HttpRequestInfo): HttpAnswer | undefined {
    const reason = this.#check(request);
    if (reason === undefined) return undefined;
    const { clock, log, metrics } = this.#deps;
    metrics.count('DeliveriesRefused', 1, { reason });
    this.#unlogged += 1;
    if (clock.now() - this.#loggedAt >= LOG_EVERY_MS) {
      log.warn('deliver', 'delivery refused', { code: 'FORBIDDEN', reason, count: this.#unlogged });
      this.#loggedAt = clock.now();
      this.#unlogged = 0;
    }
    return deliveryFailure(403, 'ForbiddenException', 'Forbidden');
  }

  /** Without a delivery key, accepts all callers on this machine, signed or not, and no others. */
  #check(request: HttpRequestInfo): DeliveryRefusal | undefined {
    const { addresses, config, signatureProblem } = this.#deps;
    if (config.aws.delivery === undefined) return addresses.callerOf(request).isOnThisMachine ? undefined : 'notLocal';
    return signatureProblem({ ...request, method: request.isHead ? 'HEAD' : request.method });
  }
}
