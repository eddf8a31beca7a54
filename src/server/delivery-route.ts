/** The API Gateway Management API for this server's sockets: how the pipeline reaches the listeners. */
import { isUtf8 } from 'node:buffer';
import type { HttpAnswer, HttpRequestFacts } from './http-types.ts';
import { isLoopbackAddress } from './origins.ts';
import type { ServerParts } from './server-parts.ts';

/** With or without the stage that API Gateway puts before it. */
const PATH = /^(?:\/[^/]+)?\/(?:@|%40)connections\/([^/]+)$/i;

function failure(status: number, type: string, message: string): HttpAnswer {
  return { status, headers: { 'x-amzn-errortype': type }, body: { message } };
}

export class DeliveryRoute {
  readonly #parts: ServerParts;

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  /** @returns the connection id a path names; undefined when it is not a delivery path. */
  match(path: string): string | undefined {
    const id = PATH.exec(path)?.[1];
    if (id === undefined) return undefined;
    try {
      return decodeURIComponent(id);
    } catch {
      return id;
    }
  }

  async handle(request: HttpRequestFacts, connectionId: string): Promise<HttpAnswer> {
    const { connections } = this.#parts;
    if (!this.#mayDeliver(request)) return failure(403, 'ForbiddenException', 'Forbidden');
    const connection = connections.find(connectionId);
    if (!connection?.isOpen) return failure(410, 'GoneException', 'The connection is gone.');
    if (request.method === 'GET') {
      const { connectedAt, sourceIp, userAgent } = connection.facts;
      return {
        status: 200,
        body: {
          connectedAt: new Date(connectedAt).toISOString(),
          identity: { sourceIp, userAgent },
          lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
        },
      };
    }
    if (request.method === 'DELETE') {
      connection.close('ended');
      return { status: 204 };
    }
    if (request.method !== 'POST') return failure(405, 'MethodNotAllowedException', 'Method not allowed');
    return this.#post(request, connection);
  }

  tooLarge(): HttpAnswer {
    const limit = this.#parts.config.sizes.messageBytes;
    return failure(413, 'PayloadTooLargeException', `The limit is ${limit} bytes.`);
  }

  #post(
    request: HttpRequestFacts,
    connection: NonNullable<ReturnType<ServerParts['connections']['find']>>,
  ): HttpAnswer {
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

  /** Without a delivery key only callers on this machine are served, however they sign. */
  #mayDeliver(request: HttpRequestFacts): boolean {
    const { delivery } = this.#parts.config.aws;
    if (delivery === undefined) {
      // Through a proxy on this machine everybody would look local: those it forwards for must be local too.
      const forwardedFor = request.header('x-forwarded-for');
      const named = forwardedFor === '' ? [] : forwardedFor.split(',').map((part) => part.trim());
      return [request.remoteAddress, ...named].every(isLoopbackAddress);
    }
    return this.#parts.isSignedDelivery(request);
  }
}
