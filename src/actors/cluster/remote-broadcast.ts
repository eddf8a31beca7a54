/** A broadcast that runs in another process. Its owner is asked over the bus. */
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { JoinOptions } from '../listeners/audience.ts';
import type { NodeBusPort } from '../ports/node-bus.ts';
import type { Broadcast, Joined } from '../session/broadcast.ts';
import type { SessionInfo } from '../session/session-ports.ts';

export interface RemoteBroadcastDeps {
  readonly info: SessionInfo;
  readonly owner: string;
  readonly bus: NodeBusPort;
  readonly greeting: Joined;
}

export class RemoteBroadcast implements Broadcast {
  readonly info: SessionInfo;
  readonly #deps: RemoteBroadcastDeps;
  #greeting: Joined;

  constructor(deps: RemoteBroadcastDeps) {
    this.info = deps.info;
    this.#deps = deps;
    this.#greeting = deps.greeting;
  }

  get isLive(): boolean {
    return this.#greeting.broadcastState.isActive;
  }

  /** As the owner last reported it. */
  get greeting(): Joined {
    return this.#greeting;
  }

  async join(listener: JoinOptions): Promise<Joined | Refusal> {
    const { bus, info, owner } = this.#deps;
    const reply = await bus.ask(owner, { op: 'join', sessionId: info.sessionId, listener });
    if (reply === 'unreachable' || reply.op !== 'joined') {
      return refusal(
        'SERVICE_UNAVAILABLE',
        { service: 'session' },
        'Another server has the session and does not answer. Try again in a second.',
      );
    }
    if ('ok' in reply.joined) this.#greeting = reply.joined;
    return reply.joined;
  }

  async changeLanguage(connectionId: string, targetLanguage: string): Promise<void> {
    const { bus, info, owner } = this.#deps;
    await bus.ask(owner, { op: 'changeLanguage', sessionId: info.sessionId, connectionId, targetLanguage });
  }

  leave(connectionId: string): void {
    const { bus, info, owner } = this.#deps;
    void bus.ask(owner, { op: 'leave', sessionId: info.sessionId, connectionId });
  }

  async end(reason: EndReason, by?: string): Promise<void> {
    const { bus, info, owner } = this.#deps;
    await bus.ask(owner, { op: 'end', sessionId: info.sessionId, reason, by });
  }
}
