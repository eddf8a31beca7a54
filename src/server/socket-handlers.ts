/** A socket's life: refused or let in, seated, listened to, and given up. */
import { randomUUID } from 'node:crypto';
import { failureFacts } from '../actors/failure-facts.ts';
import { errorBody, type Refusal, refusal, statusOf } from '../protocol/errors.ts';
import { ClientConnection } from './client-connection.ts';
import { type Intent, readConnectRequest } from './connect-request.ts';
import { startConnectionCare } from './connection-care.ts';
import { retryAfterOf } from './http-types.ts';
import { tokenRefusal } from './identity.ts';
import { MessageRouter } from './message-router.ts';
import { isOriginAllowed } from './origins.ts';
import { Seating } from './seating.ts';
import type { ServerParts } from './server-parts.ts';
import type { SocketHandlers, UpgradeRequest, UpgradeVerdict } from './web-server.ts';

export class Sockets implements SocketHandlers {
  readonly #parts: ServerParts;
  readonly #seating: Seating;
  readonly #router: MessageRouter;
  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#seating = new Seating(parts);
    this.#router = new MessageRouter(parts, this.#seating);
  }

  async upgrade(upgrade: UpgradeRequest): Promise<UpgradeVerdict> {
    try {
      return await this.#decide(upgrade);
    } catch (error) {
      const correlationId = randomUUID();
      const failure = refusal('INTERNAL_ERROR');
      const facts = { code: failure.code, errorId: correlationId, ...failureFacts(error) };
      this.#parts.log.error('upgrade', 'upgrade failed', facts);
      const body = errorBody(failure, correlationId, this.#parts.clock.now());
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
    if (connection.seat.role !== 'none') connection.seat.session.connectionClosed(connection.connectionId);
  }

  failed(connection: ClientConnection, error: unknown): void {
    this.#parts.log.error('handle_message', 'message failed', { code: 'INTERNAL_ERROR', ...failureFacts(error) });
    this.#router.answer(connection, refusal('INTERNAL_ERROR'));
  }

  async #decide(upgrade: UpgradeRequest): Promise<UpgradeVerdict> {
    const { addresses, clock, config, connections, identifiers, rates, tokens } = this.#parts;
    const sourceIp = addresses.of(upgrade.remoteAddress, upgrade.forwardedFor);
    // Counted first of all: a connect that is refused for anything else has cost us as much as another.
    const tooMany = rates.refuseConnect(sourceIp);
    if (tooMany) return this.#refuse(tooMany);
    if (!isOriginAllowed(upgrade.origin, upgrade.host, config)) {
      return this.#refuse(refusal('FORBIDDEN', { reason: 'origin' }, 'This origin is not allowed.'));
    }
    const read = readConnectRequest(upgrade);
    if (!read.ok) return this.#refuse(read.refusal);
    const { intent, token, protocol, wantsAcknowledgements, wantsTranscripts } = read.request;
    let userId: string | undefined;
    if (token !== undefined) {
      const verdict = await tokens.verify(token);
      // A bad token is never downgraded to an anonymous listener.
      if (!verdict.ok) return this.#refuse(tokenRefusal(verdict));
      userId = verdict.userId;
    }
    const tooManyJoins = isFirstJoin(intent) ? rates.refuseJoin(sourceIp) : undefined;
    if (tooManyJoins) return this.#refuse(tooManyJoins);
    const prepared = await this.#seating.prepare(intent, userId);
    if (!prepared.ok) return this.#refuse(prepared.refusal);
    const connection = new ClientConnection(
      {
        connectionId: identifiers.connectionId(),
        userId,
        sourceIp,
        userAgent: upgrade.userAgent,
        connectedAt: clock.now(),
        wantsAcknowledgements,
        wantsTranscripts,
      },
      (opened) => startConnectionCare(opened, this.#parts),
    );
    const onOpen = () => {
      connections.add(connection);
      const greeting = this.#seating.take(connection, intent, prepared);
      this.#router.answer(connection, greeting);
      // What was free when it was asked for is not any more.
      if (greeting && 'code' in greeting) connection.close('refused');
    };
    // The client went away while its session was made: nobody will ever speak in it.
    const onAbandoned = () => {
      if (intent.kind === 'create') prepared.session?.end('ended');
    };
    return { ok: true, connection, protocol, onOpen, onAbandoned };
  }

  #refuse(failure: Refusal): UpgradeVerdict {
    const correlationId = randomUUID();
    const { clock, log } = this.#parts;
    log.info('upgrade', 'upgrade refused', { code: failure.code, errorId: correlationId });
    const body = errorBody(failure, correlationId, clock.now());
    return { ok: false, answer: { status: statusOf(failure.code), headers: retryAfterOf(failure), body } };
  }
}

/** A refresh is no join: its client has been let in before. */
function isFirstJoin(intent: Intent): boolean {
  return intent.kind === 'join' && !intent.isRefresh;
}
