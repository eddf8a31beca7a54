/** Decides every upgrade, and passes on the events of open sockets. */
import { randomUUID } from 'node:crypto';
import { toFailureInfo } from '../../actors/introspection/failure-info.ts';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { IdentifierPort } from '../../actors/ports/identifiers.ts';
import type { TokenPort } from '../../actors/ports/identity.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { ClientAddress } from '../http/client-address.ts';
import { toRetryAfter } from '../http/http-types.ts';
import { toTokenRefusal } from '../http/token-refusal.ts';
import type { Admission } from './admission.ts';
import { ClientConnection, type ConnectionActors } from './client-connection.ts';
import { type Intent, readConnectRequest } from './connect-request.ts';
import type { Connections } from './connections.ts';
import type { KnownListener, KnownListeners } from './known-listeners.ts';
import type { MessageRouter } from './message-router.ts';
import type { RateLimits } from './rate-limits.ts';
import type { SocketHandlers, UpgradeRequest, UpgradeVerdict } from './socket-server.ts';

export interface SocketsDeps {
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly log: LogPort;
  readonly identifiers: Pick<IdentifierPort, 'connectionId'>;
  readonly tokens: TokenPort;
  readonly addresses: Pick<ClientAddress, 'callerOf'>;
  readonly isOriginAllowed: (origin: string, host: string) => boolean;
  readonly rates: Pick<RateLimits, 'answerRefused' | 'countConnect' | 'refuseConnect'>;
  readonly connections: Pick<Connections, 'add' | 'remove'>;
  readonly knownListeners: Pick<KnownListeners, 'closed' | 'find' | 'isFree' | 'takeFree'>;
  readonly admission: Pick<Admission, 'prepare' | 'take'>;
  readonly router: Pick<MessageRouter, 'answer' | 'binary' | 'failed' | 'text'>;
  /** Starts the actors of a socket that has just opened. */
  readonly startLifecycle: (connection: ClientConnection) => ConnectionActors;
}

export class Sockets implements SocketHandlers {
  readonly #deps: SocketsDeps;
  /** The router's own methods, so that messages do not pass through this class. */
  readonly text: SocketHandlers['text'];
  readonly binary: SocketHandlers['binary'];

  constructor(deps: SocketsDeps) {
    this.#deps = deps;
    this.text = deps.router.text.bind(deps.router);
    this.binary = deps.router.binary.bind(deps.router);
  }

  async upgrade(upgrade: UpgradeRequest): Promise<UpgradeVerdict> {
    try {
      return await this.#decide(upgrade);
    } catch (error) {
      const correlationId = randomUUID();
      const failure = refusal('INTERNAL_ERROR');
      const fields = { code: failure.code, errorId: correlationId, ...toFailureInfo(error) };
      this.#deps.log.error('upgrade', 'upgrade failed', fields);
      const body = errorBody(failure, correlationId, this.#deps.clock.unixNow());
      return { ok: false, answer: { status: statusOf(failure.code), body } };
    }
  }

  alive(connection: ClientConnection): void {
    connection.lifecycle?.heard();
  }

  drained(connection: ClientConnection): void {
    if (connection.seat.role !== 'listener') return;
    connection.seat.noteBacklog(connection.backlogBytes);
  }

  closed(connection: ClientConnection): void {
    this.#deps.connections.remove(connection.connectionId);
    this.#deps.knownListeners.closed(connection);
    if (connection.seat.role !== 'none') connection.seat.leave();
  }

  failed(connection: ClientConnection, error: unknown): void {
    this.#deps.router.failed(connection, error);
  }

  async #decide(upgrade: UpgradeRequest): Promise<UpgradeVerdict> {
    const { addresses, admission, clock, connections, identifiers, knownListeners, rates, router, tokens } = this.#deps;
    const { address: sourceIp } = addresses.callerOf(upgrade);
    const refuse = (why: Refusal) => this.#refuse(rates.answerRefused(sourceIp, why));
    if (!this.#deps.isOriginAllowed(upgrade.origin, upgrade.host)) {
      return refuse(
        refusal(
          'FORBIDDEN',
          { reason: 'origin' },
          'Pages of this origin may not use this server. Its operator can add the origin to ALLOWED_ORIGINS.',
        ),
      );
    }
    const read = readConnectRequest(upgrade);
    if (!read.ok) return refuse(read.refusal);
    const { intent, token, protocol, wantsAcknowledgements, wantsTranscripts } = read.request;
    const returning = this.#returningBy(intent);
    const isFree = returning !== undefined && knownListeners.isFree(returning);
    const tooMany = isFree ? undefined : rates.refuseConnect(sourceIp);
    if (tooMany) return refuse(tooMany);
    let userId: string | undefined;
    if (token !== undefined) {
      const verdict = await tokens.verify(token);
      // A client with a bad token is never accepted as an anonymous listener.
      if (!verdict.ok) return refuse(toTokenRefusal(verdict));
      userId = verdict.userId;
    }
    const prepared = await admission.prepare(intent, { address: sourceIp, userId, returning });
    if (!prepared.ok) return refuse(prepared.refusal);
    // The client has disconnected, or is refused, after its session was created. Nobody else can speak in it.
    const onAbandoned = () => {
      if (intent.kind === 'create') prepared.session?.end('ended');
    };
    // Counted only when the connect is accepted: of many concurrent connects no more than the limit are accepted.
    const goesFree = isFree && knownListeners.takeFree(returning);
    const tooLate = goesFree ? undefined : rates.countConnect(sourceIp);
    if (tooLate) {
      onAbandoned();
      return refuse(tooLate);
    }
    const connection = new ClientConnection(
      {
        connectionId: identifiers.connectionId(),
        userId,
        sourceIp,
        userAgent: upgrade.userAgent,
        connectedAt: clock.unixNow(),
        wantsAcknowledgements,
        wantsTranscripts,
      },
      this.#deps.startLifecycle,
    );
    connection.lineage = returning?.lineage;
    const onOpen = () => {
      connections.add(connection);
      const greeting = admission.take(connection, intent, prepared);
      router.answer(connection, greeting);
      // The seat was free at the check, and was taken in the meantime.
      if (greeting && 'code' in greeting) connection.close('refused');
    };
    return { ok: true, connection, protocol, onOpen, onAbandoned };
  }

  /** The listener whose connection in this session the client names, open or recently closed. */
  #returningBy(intent: Intent): KnownListener | undefined {
    if (intent.kind !== 'join' || intent.replaces === undefined) return undefined;
    return this.#deps.knownListeners.find(intent.replaces, intent.sessionId);
  }

  #refuse(failure: Refusal): UpgradeVerdict {
    const correlationId = randomUUID();
    const { clock, log } = this.#deps;
    log.info('upgrade', 'upgrade refused', { code: failure.code, errorId: correlationId });
    const body = errorBody(failure, correlationId, clock.unixNow());
    return { ok: false, answer: { status: statusOf(failure.code), headers: toRetryAfter(failure), body } };
  }
}
