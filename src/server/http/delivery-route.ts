/** The API Gateway Management API for this server's sockets: how the pipeline reaches the listeners. */
import { isUtf8 } from 'node:buffer';
import type { SpanFacts } from '../../actors/ports/tracing.ts';
import type { SignatureProblem } from '../../integrations/delivery/signature.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import type { AppContext } from '../boot/app-context.ts';
import type { ClientConnection } from '../sockets/client-connection.ts';
import type { BodylessStatus, HttpAnswer, HttpRequestFacts, HttpStatus } from './http-types.ts';
import { decodedSegment } from './path-segment.ts';

/** With or without the stage that API Gateway puts before it. */
const PATH = /^(?:\/[^/]+)?\/(?:@|%40)connections\/([^/]+)$/i;

function failure(status: Exclude<HttpStatus, BodylessStatus>, type: string, message: string): HttpAnswer {
  return { status, headers: { 'x-amzn-errortype': type }, body: { message } };
}

/** A delivery's body is nobody's business but the listener's; how the reference pipeline begins one with sound is enough. */
const SPEECH = Buffer.from('{"type":"audio",');

function isSpeech(body: Uint8Array): boolean {
  return SPEECH.equals(body.subarray(0, SPEECH.length));
}

const PROBLEMS: Readonly<Record<number, string>> = { 410: 'gone', 413: 'tooLarge', 429: 'lagging' };

function factsOf({ backlogBytes, connectionId, seat }: ClientConnection, { status }: HttpAnswer): SpanFacts {
  const language = seat.role === 'listener' ? seat.session.listeners.languageOf(connectionId) : undefined;
  return {
    'delivery.status': status,
    'delivery.role': seat.role,
    'delivery.language': language,
    'delivery.backlog_bytes': backlogBytes,
  };
}

/** `notLocal`: without a delivery key, from another machine. */
type DeliveryRefusal = SignatureProblem | 'notLocal';
/** Between two lines about refused deliveries, ms. */
const LOG_EVERY_MS = 1_000;

export class DeliveryRoute {
  readonly #parts: AppContext;
  #refusalLoggedAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #unloggedRefusals = 0;

  constructor(parts: AppContext) {
    this.#parts = parts;
  }

  /** @returns the connection id a path names; undefined when it is not a delivery path. */
  match(path: string): string | undefined {
    const id = PATH.exec(path)?.[1];
    return id === undefined ? undefined : decodedSegment(id);
  }

  async handle(request: HttpRequestFacts, connectionId: string): Promise<HttpAnswer> {
    const { connections } = this.#parts;
    const refused = this.#problemOf(request);
    if (refused !== undefined) return this.#refuse(refused);
    const connection = connections.find(connectionId);
    if (!connection?.isOpen) return failure(410, 'GoneException', 'The connection is gone.');
    if (request.method === 'GET') {
      const { connectedAt, sourceIp, userAgent } = connection.info;
      return {
        status: 200,
        body: {
          connectedAt: new Date(connectedAt).toISOString(),
          identity: { sourceIp, userAgent },
          lastActiveAt: new Date(this.#parts.clock.unixNow() - connection.quietForMs).toISOString(),
        },
      };
    }
    if (request.method === 'DELETE') {
      connection.close('ended');
      return { status: 204 };
    }
    if (request.method !== 'POST') {
      const refused = failure(405, 'MethodNotAllowedException', 'Method not allowed');
      return { ...refused, headers: { ...refused.headers, allow: 'GET, HEAD, POST, DELETE' } };
    }
    const { monotonicNow, tracing } = this.#parts;
    const traceparent = request.header('traceparent');
    const span = tracing.join(traceparent, 'listener.deliver', monotonicNow());
    const answer = this.#post(request, connection);
    const now = monotonicNow();
    span?.end(now, factsOf(connection, answer), answer.status === 200 ? undefined : PROBLEMS[answer.status]);
    if (answer.status === 200) this.#measure(request, traceparent, connection, now);
    return answer;
  }

  tooLarge(): HttpAnswer {
    const limit = this.#parts.config.sizes.messageBytes;
    return failure(413, 'PayloadTooLargeException', `The limit is ${limit} bytes.`);
  }

  /** How old the words are that a listener now gets spoken: once for each listener and sentence. */
  #measure({ body }: HttpRequestFacts, traceparent: string, connection: ClientConnection, now: number): void {
    const { metrics, speechInFlight } = this.#parts;
    if (connection.seat.role !== 'listener' || !isSpeech(body)) return;
    const lastAudioAt = speechInFlight.arrived(traceparent, connection);
    if (lastAudioAt !== undefined) metrics.observe('EndToEndLatency', now - lastAudioAt);
  }

  #post(request: HttpRequestFacts, connection: ClientConnection): HttpAnswer {
    const { config, metrics } = this.#parts;
    if (request.body.byteLength > config.sizes.messageBytes) return this.tooLarge();
    if (connection.seat.role === 'listener') {
      const { listeners } = connection.seat.session;
      listeners.noteBacklog(connection.connectionId, connection.backlogBytes);
      if (!connection.isOpen) return failure(410, 'GoneException', 'The connection is gone.');
      if (listeners.isLagging(connection.connectionId)) {
        metrics.count('ListenerNotificationFailures', 1, { why: 'lagging' });
        return failure(429, 'LimitExceededException', 'The listener is lagging.');
      }
    }
    // Text frames must be valid UTF-8; anything else is delivered as it is, in a binary frame.
    if (isUtf8(request.body)) connection.deliver(Buffer.from(request.body).toString(), false);
    else connection.deliver(request.body, true);
    return { status: 200 };
  }

  /** Nothing is heard by anybody while a pipeline signs with a wrong key: it is counted, and said once a second. */
  #refuse(reason: DeliveryRefusal): HttpAnswer {
    const { clock, log, metrics } = this.#parts;
    metrics.count('DeliveriesRefused', 1, { reason });
    this.#unloggedRefusals += 1;
    if (clock.now() - this.#refusalLoggedAt >= LOG_EVERY_MS) {
      log.warn('deliver', 'delivery refused', { code: 'FORBIDDEN', reason, count: this.#unloggedRefusals });
      this.#refusalLoggedAt = clock.now();
      this.#unloggedRefusals = 0;
    }
    return failure(403, 'ForbiddenException', 'Forbidden');
  }

  /** Without a delivery key only callers on this machine are served, however they sign. */
  #problemOf(request: HttpRequestFacts): DeliveryRefusal | undefined {
    const { addresses, config, signatureProblem } = this.#parts;
    if (config.aws.delivery === undefined) return addresses.callerOf(request).isOnThisMachine ? undefined : 'notLocal';
    return signatureProblem({ ...request, method: request.isHead ? 'HEAD' : request.method });
  }
}
