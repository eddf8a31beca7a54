/** Delivers one message of the pipeline to one open socket: sends the frame, records the span and the latency. */
import { isUtf8 } from 'node:buffer';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { SpanAttributes, TracingPort } from '../../actors/ports/tracing.ts';
import type { SegmentJourneys } from '../../actors/speech/segment-journeys.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import type { ClientConnection } from '../sockets/client-connection.ts';
import { connectionGone, deliveryFailure } from './delivery-failure.ts';
import type { HttpAnswer, HttpRequestInfo } from './http-types.ts';
import { readCaptionIds, readSpeechIds } from './speech-ids.ts';

export interface DeliverDeps {
  /** Monotonic, with fractions. */
  readonly monotonicNow: () => MonotonicMs;
  readonly metrics: MetricsPort;
  readonly tracing: Pick<TracingPort, 'join'>;
  readonly segmentJourneys: Pick<SegmentJourneys, 'captioned' | 'delivered'>;
}

const PROBLEMS: Readonly<Record<number, string>> = { 410: 'gone', 413: 'tooLarge', 429: 'lagging' };

/** @param refused The answer if the delivery is refused already; it is traced too. */
export function deliver(
  deps: DeliverDeps,
  connection: ClientConnection,
  { body, header }: HttpRequestInfo,
  refused: HttpAnswer | undefined,
): HttpAnswer {
  const { metrics, monotonicNow, segmentJourneys, tracing } = deps;
  const traceparent = header('traceparent');
  const span = tracing.join(traceparent, 'listener.deliver', monotonicNow());
  const answer = refused ?? post(metrics, connection, body);
  const now = monotonicNow();
  const isDelivered = answer.status === 200;
  span?.end(now, toSpanAttributes(connection, answer), isDelivered ? undefined : PROBLEMS[answer.status]);
  if (isDelivered && connection.seat.role === 'listener') {
    const speech = readSpeechIds(body);
    if (speech) segmentJourneys.delivered(connection.seat, speech, traceparent, now);
    const caption = speech ? undefined : readCaptionIds(body);
    if (caption) segmentJourneys.captioned(connection.seat, caption, now);
  }
  return answer;
}

function post(metrics: MetricsPort, connection: ClientConnection, body: Uint8Array): HttpAnswer {
  const { seat } = connection;
  if (seat.role === 'listener') {
    seat.noteBacklog(connection.backlogBytes);
    if (seat.isLagging) {
      metrics.count('ListenerNotificationFailures', 1, { why: 'lagging' });
      return deliveryFailure(429, 'LimitExceededException', 'The listener is lagging.');
    }
  }
  // A text frame must be valid UTF-8. Other bytes are sent unchanged in a binary frame.
  if (isUtf8(body)) connection.deliver(Buffer.from(body).toString(), false);
  else connection.deliver(body, true);
  // A full backlog closes the socket, before the message or by it: nothing was delivered.
  return connection.isOpen ? { status: 200 } : connectionGone();
}

function toSpanAttributes({ backlogBytes, seat }: ClientConnection, { status }: HttpAnswer): SpanAttributes {
  return {
    'delivery.status': status,
    'delivery.role': seat.role,
    'delivery.language': seat.role === 'listener' ? seat.targetLanguage : undefined,
    'delivery.backlog_bytes': backlogBytes,
  };
}
