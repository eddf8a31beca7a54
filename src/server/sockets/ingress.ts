/** The front desk: owns the listening socket, answers "starting" before everything is there and "draining" after. */
import { randomUUID } from 'node:crypto';
import { failureFacts } from '../../actors/introspection/failure-facts.ts';
import type { AudiencePort } from '../../actors/ports/sockets.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { Config } from '../config/config.ts';
import { corsHeadersFor, PREFLIGHT } from '../http/cors.ts';
import type { HttpRoutes } from '../http/http-routes.ts';
import type { HttpAnswer } from '../http/http-types.ts';
import { isOriginAllowed } from '../http/origins.ts';
import type { Sockets } from './socket-handlers.ts';
import { WebServer } from './web-server.ts';

const SESSIONS = /^\/sessions(\/|$)/;

export class Ingress implements AudiencePort {
  readonly #config: Config;
  readonly #log: LogPort;
  readonly #web: WebServer;
  #sockets: Sockets | undefined;
  #routes: HttpRoutes | undefined;
  #isLeaving = false;
  #isDraining = false;

  constructor(config: Config, log: LogPort) {
    this.#config = config;
    this.#log = log;
    const { tls, session, sizes } = config;
    this.#web = new WebServer({
      tls,
      maxBacklogBytes: session.listener.maxBytes,
      sockets: {
        upgrade: async (request) => {
          if (!this.#sockets || this.#isDraining) return { ok: false, answer: this.#unavailable() };
          const verdict = await this.#sockets.upgrade(request);
          // Let in before the end began, and too late for it: a socket that is told to come back does, at once.
          if (!this.#isDraining || !verdict.ok) return verdict;
          verdict.onAbandoned();
          return { ok: false, answer: this.#unavailable() };
        },
        text: (connection, text, size) => this.#sockets?.text(connection, text, size),
        binary: (connection, pcm) => this.#sockets?.binary(connection, pcm),
        alive: (connection) => this.#sockets?.alive(connection),
        drained: (connection) => this.#sockets?.drained(connection),
        closed: (connection) => this.#sockets?.closed(connection),
        failed: (connection, error) => this.#sockets?.failed(connection, error),
      },
      http: {
        headersFor: ({ headers }) => corsHeadersFor(headers, config),
        // The largest of what any route takes; each route has its own limit below it.
        maxBodyBytes: Math.max(sizes.messageBytes, sizes.bodyBytes),
        handle: async (request) => {
          if (!isOriginAllowed(request.header('origin'), request.header('host'), config)) {
            return this.#refuse(refusal('FORBIDDEN', { reason: 'origin' }, 'This origin is not allowed.'));
          }
          // Whatever the server can do now: a page that may not ask learns nothing of why.
          if (request.method === 'OPTIONS') return PREFLIGHT;
          if (!this.#routes) return this.#starting(request.path);
          // A session that waits for the restart is not to be taken for one that is over, nor is another made now.
          if (this.#isDraining && SESSIONS.test(request.path)) return this.#unavailable();
          return this.#routes.handle(request);
        },
        onTooLarge: (facts, size) => this.#routes?.tooLarge(facts.path, size) ?? this.#unavailable(),
        onError: (error) => {
          if (this.#routes) return this.#routes.failed(error);
          log.error('handle_request', 'request failed', { code: 'INTERNAL_ERROR', ...failureFacts(error) });
          return this.#unavailable();
        },
      },
    });
  }

  /** The end was announced: readiness says so. New connections are refused from `drain()` on only. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** @returns the port. */
  listen(): Promise<number> {
    return this.#web.listen(this.#config.host, this.#config.port);
  }

  open(sockets: Sockets, routes: HttpRoutes): void {
    this.#sockets = sockets;
    this.#routes = routes;
  }

  publish(topic: string, text: string): void {
    this.#web.publish(topic, text);
  }

  announceDrain(): void {
    this.#isLeaving = true;
  }

  /** New upgrades are refused; those who are here stay, and deliveries still reach them. */
  drain(): void {
    this.#isLeaving = true;
    this.#isDraining = true;
  }

  close(): void {
    this.#web.close();
  }

  #starting(path: string): HttpAnswer {
    if (path === '/healthz') return { status: 200, body: { status: 'healthy' } };
    if (path === '/readyz') return { status: 503, body: { status: 'unready', reasons: ['starting'] } };
    return this.#unavailable();
  }

  #unavailable(): HttpAnswer {
    const service = this.#isDraining ? 'draining' : 'starting';
    return this.#refuse(refusal('SERVICE_UNAVAILABLE', { service }, `The server is ${service}.`));
  }

  #refuse(failure: Refusal): HttpAnswer {
    const correlationId = randomUUID();
    this.#log.info('handle_request', 'request refused', { code: failure.code, errorId: correlationId });
    return { status: statusOf(failure.code), body: errorBody(failure, correlationId, Date.now()) };
  }
}
