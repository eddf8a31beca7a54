/** A socket's life: refused or let in, seated, listened to, and given up. */
import { randomUUID } from 'node:crypto';
import { failureFacts } from '../../actors/introspection/failure-facts.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../../protocol/errors.ts';
import type { AppContext } from '../boot/app-context.ts';
import { tokenRefusal } from '../boot/identity.ts';
import { retryAfterOf } from '../http/http-types.ts';
import { isOriginAllowed } from '../http/origins.ts';
import type { Admission } from './admission.ts';
import { ClientConnection } from './client-connection.ts';
import { type Intent, readConnectRequest } from './connect-request.ts';
import { startConnectionCare } from './connection-care.ts';
import { type KnownListener, KnownListeners } from './known-listeners.ts';
import { MessageRouter } from './message-router.ts';
import type { SocketHandlers, UpgradeRequest, UpgradeVerdict } from './web-server.ts';

export class Sockets implements SocketHandlers {
  readonly #parts: AppContext;
  readonly #admission: Admission;
  readonly #router: MessageRouter;
  readonly #knownListeners: KnownListeners;

  constructor(parts: AppContext, admission: Admission) {
    this.#parts = parts;
    this.#admission = admission;
    this.#knownListeners = new KnownListeners(parts);
    this.#router = new MessageRouter(parts, this.#admission);
  }

  async upgrade(upgrade: UpgradeRequest): Promise<UpgradeVerdict> {
    try {
      return await this.#decide(upgrade);
    } catch (error) {
      const correlationId = randomUUID();
      const failure = refusal('INTERNAL_ERROR');
      const facts = { code: failure.code, errorId: correlationId, ...failureFacts(error) };
      this.#parts.log.error('upgrade', 'upgrade failed', facts);
      const body = errorBody(failure, correlationId, this.#parts.clock.unixNow());
      return { ok: false, answer: { status: statusOf(failure.code), body } };
    }
  }

  text(connection: ClientConnection, text: string, size: number): void {
    connection.care?.life.heard();
    this.#router.text(connection, text, size);
  }

  binary(connection: ClientConnection, pcm: Uint8Array): void {
    connection.care?.life.heard();
    this.#router.binary(connection, pcm);
  }

  alive(connection: ClientConnection): void {
    connection.care?.life.heard();
  }

  drained(connection: ClientConnection): void {
    if (connection.seat.role !== 'listener') return;
    connection.seat.session.listeners.noteBacklog(connection.connectionId, connection.backlogBytes);
  }

  closed(connection: ClientConnection): void {
    this.#parts.connections.remove(connection.connectionId);
    this.#knownListeners.closed(connection);
    if (connection.seat.role !== 'none') connection.seat.session.connectionClosed(connection.connectionId);
  }

  failed(connection: ClientConnection, error: unknown): void {
    this.#router.failed(connection, error);
  }

  async #decide(upgrade: UpgradeRequest): Promise<UpgradeVerdict> {
    const { addresses, clock, config, connections, identifiers, rates, tokens } = this.#parts;
    const { address: sourceIp } = addresses.callerOf(upgrade);
    const refuse = (why: Refusal) => this.#refuse(rates.answerRefused(sourceIp, why));
    if (!isOriginAllowed(upgrade.origin, upgrade.host, config)) {
      return refuse(refusal('FORBIDDEN', { reason: 'origin' }, 'This origin is not allowed.'));
    }
    const read = readConnectRequest(upgrade);
    if (!read.ok) return refuse(read.refusal);
    const { intent, token, protocol, wantsAcknowledgements, wantsTranscripts } = read.request;
    const returning = this.#returningBy(intent);
    const isFree = returning !== undefined && this.#knownListeners.isFree(returning);
    const tooMany = isFree ? undefined : rates.refuseConnect(sourceIp);
    if (tooMany) return refuse(tooMany);
    let userId: string | undefined;
    if (token !== undefined) {
      const verdict = await tokens.verify(token);
      // A bad token is never downgraded to an anonymous listener.
      if (!verdict.ok) return refuse(tokenRefusal(verdict));
      userId = verdict.userId;
    }
    const prepared = await this.#admission.prepare(intent, { address: sourceIp, userId, returning });
    if (!prepared.ok) return refuse(prepared.refusal);
    // The client went away while its session was made, or has to: nobody will ever speak in it.
    const onAbandoned = () => {
      if (intent.kind === 'create') prepared.session?.end('ended');
    };
    // Counted when it goes in: of many at a time no more than there is room for.
    const goesFree = isFree && this.#knownListeners.takeFree(returning);
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
      (opened) => startConnectionCare(opened, this.#parts),
    );
    connection.lineage = returning?.lineage;
    const onOpen = () => {
      connections.add(connection);
      const greeting = this.#admission.take(connection, intent, prepared);
      this.#router.answer(connection, greeting);
      // What was free when it was asked for is not any more.
      if (greeting && 'code' in greeting) connection.close('refused');
    };
    return { ok: true, connection, protocol, onOpen, onAbandoned };
  }

  /** Who refreshes a connection of this very session, or one that was lost not long ago. */
  #returningBy(intent: Intent): KnownListener | undefined {
    if (intent.kind !== 'join' || intent.replaces === undefined) return undefined;
    return this.#knownListeners.find(intent.replaces, intent.sessionId);
  }

  #refuse(failure: Refusal): UpgradeVerdict {
    const correlationId = randomUUID();
    const { clock, log } = this.#parts;
    log.info('upgrade', 'upgrade refused', { code: failure.code, errorId: correlationId });
    const body = errorBody(failure, correlationId, clock.unixNow());
    return { ok: false, answer: { status: statusOf(failure.code), headers: retryAfterOf(failure), body } };
  }
}
