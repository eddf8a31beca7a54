/**
 * The server's entrance. Owns the listening transport. Answers "starting" until the handlers are there, and "draining"
 * during the drain.
 */
import { randomUUID } from 'node:crypto';
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { AudiencePort } from '../../actors/ports/sockets.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { Config } from '../config/config.ts';
import { corsHeadersFor, PREFLIGHT } from '../http/cors.ts';
import type { ExchangeOptions } from '../http/http-exchange.ts';
import type { HttpAnswer, HttpRequestInfo } from '../http/http-types.ts';
import { isOriginAllowed } from '../http/origins.ts';
import type { SocketHandlers, SocketServer, SocketServerOptions } from './socket-server.ts';

const SESSIONS = /^\/sessions(\/|$)/;

/** Answers HTTP requests once the server is open. */
export interface HttpHandlers {
  handle(request: HttpRequestInfo): Promise<HttpAnswer>;
  /** @param size Bytes of the body received so far; over the limit. */
  tooLarge(path: string, size: number): HttpAnswer;
  /** For a rejection of `handle`, which is a bug. */
  failed(error: unknown): HttpAnswer;
}

export interface IngressDeps {
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly log: LogPort;
  readonly config: Pick<Config, 'allowedOrigins' | 'host' | 'mode' | 'port' | 'session' | 'sizes' | 'tls'>;
  readonly createServer: (options: SocketServerOptions) => SocketServer;
}

export class Ingress implements AudiencePort {
  readonly #deps: IngressDeps;
  readonly #server: SocketServer;
  readonly #handlers: SocketHandlers;
  #sockets: SocketHandlers | undefined;
  #routes: HttpHandlers | undefined;
  #isLeaving = false;
  #isDraining = false;

  constructor(deps: IngressDeps) {
    this.#deps = deps;
    const { tls, session } = deps.config;
    this.#handlers = this.#closedHandlers();
    this.#server = deps.createServer({
      tls,
      maxBacklogBytes: session.listener.maxBytes,
      sockets: this.#handlers,
      http: this.#exchangeOptions(),
    });
  }

  /** The end is announced: /readyz answers 503. New connections are refused only after `drain()`. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** @returns the port. */
  listen(): Promise<number> {
    const { host, port } = this.#deps.config;
    return this.#server.listen(host, port);
  }

  open(sockets: SocketHandlers, routes: HttpHandlers): void {
    this.#sockets = sockets;
    // Messages go directly to the sockets' own handlers; only upgrades pass through here.
    Object.assign(this.#handlers, {
      text: sockets.text.bind(sockets),
      binary: sockets.binary.bind(sockets),
      alive: sockets.alive.bind(sockets),
      drained: sockets.drained.bind(sockets),
      closed: sockets.closed.bind(sockets),
      failed: sockets.failed.bind(sockets),
    } satisfies Omit<SocketHandlers, 'upgrade'>);
    this.#routes = routes;
  }

  publish(topic: string, text: string): void {
    this.#server.publish(topic, text);
  }

  announceDrain(): void {
    this.#isLeaving = true;
  }

  /** Refuses new upgrades. Open sockets stay open and still get deliveries. */
  drain(): void {
    this.#isLeaving = true;
    this.#isDraining = true;
  }

  close(): void {
    this.#server.close();
  }

  /** No socket is open before `open()`, so only upgrades come, and they are refused. */
  #closedHandlers(): SocketHandlers {
    return {
      upgrade: async (request) => {
        if (!this.#sockets || this.#isDraining) return { ok: false, answer: this.#unavailable() };
        const verdict = await this.#sockets.upgrade(request);
        // The drain began during this upgrade. The socket would be closed at once.
        if (!this.#isDraining || !verdict.ok) return verdict;
        verdict.onAbandoned();
        return { ok: false, answer: this.#unavailable() };
      },
      text() {},
      binary() {},
      alive() {},
      drained() {},
      closed() {},
      failed() {},
    };
  }

  #exchangeOptions(): ExchangeOptions {
    const { config, log } = this.#deps;
    return {
      headersFor: ({ headers }) => corsHeadersFor(headers, config),
      // The largest limit of all routes. Each route checks its own limit.
      maxBodyBytes: Math.max(config.sizes.messageBytes, config.sizes.bodyBytes),
      handle: async (request) => {
        if (!isOriginAllowed(request.header('origin'), request.header('host'), config)) {
          return this.#refuse(
            refusal(
              'FORBIDDEN',
              { reason: 'origin' },
              'Pages of this origin may not use this server. Its operator can add the origin to ALLOWED_ORIGINS.',
            ),
          );
        }
        // A preflight is always answered; without that, a page could not read why its request is refused.
        if (request.method === 'OPTIONS') return PREFLIGHT;
        if (!this.#routes) return this.#starting(request.path);
        // During the drain, sessions that wait for the restart must not look ended, and none may be created.
        if (this.#isDraining && SESSIONS.test(request.path)) return this.#unavailable();
        return this.#routes.handle(request);
      },
      onTooLarge: ({ path }, size) => this.#routes?.tooLarge(path, size) ?? this.#unavailable(),
      onError: (error) => {
        if (this.#routes) return this.#routes.failed(error);
        log.error('handle_request', 'request failed', { code: 'INTERNAL_ERROR', ...toFailureInfo(error) });
        return this.#unavailable();
      },
    };
  }

  #starting(path: string): HttpAnswer {
    if (path === '/healthz') return { status: 200, body: { status: 'healthy' } };
    if (path === '/readyz') return { status: 503, body: { status: 'unready', reasons: ['starting'] } };
    return this.#unavailable();
  }

  #unavailable(): HttpAnswer {
    const service = this.#isDraining ? 'draining' : 'starting';
    return this.#refuse(
      refusal(
        'SERVICE_UNAVAILABLE',
        { service },
        `The server is ${this.#isDraining ? 'shutting down' : 'starting'}. Try again in a second.`,
      ),
    );
  }

  #refuse(failure: Refusal): HttpAnswer {
    const { clock, log } = this.#deps;
    const correlationId = randomUUID();
    log.info('handle_request', 'request refused', { code: failure.code, errorId: correlationId });
    return { status: statusOf(failure.code), body: errorBody(failure, correlationId, clock.unixNow()) };
  }
}
