/** A bus between the processes of one test, in memory: answers come in a later turn, events at once, and links can be cut. */
import type { AudienceEvent } from '../../../src/actors/listeners/audience.ts';
import type { NodeBusPort, NodeReply, NodeRequest } from '../../../src/actors/ports/node-bus.ts';

type Handler = (request: NodeRequest) => Promise<NodeReply>;

export class MemoryBus {
  readonly #nodes = new Map<string, Handler>();
  readonly #followers = new Map<string, Set<(event: AudienceEvent) => void>>();
  /** Everything that was asked, as `from>to op`. */
  readonly asked: string[] = [];
  /** Nodes that nobody reaches now. */
  readonly cutOff = new Set<string>();

  /** The bus as one node has it. */
  at(node: string): NodeBusPort {
    return {
      ask: async (to, request) => {
        this.asked.push(`${node}>${to} ${request.op}`);
        const handle = this.#nodes.get(to);
        await Promise.resolve();
        if (handle === undefined || this.cutOff.has(to) || this.cutOff.has(node)) return 'unreachable';
        // What crosses a network is data: nothing is shared.
        return structuredClone(await handle(structuredClone(request)));
      },
      answer: (handle) => void this.#nodes.set(node, handle),
      publish: (sessionId, event) => {
        for (const deliver of this.#followers.get(sessionId) ?? []) deliver(structuredClone(event));
      },
      follow: (sessionId, deliver) => {
        const followers = this.#followers.get(sessionId) ?? new Set();
        this.#followers.set(sessionId, followers.add(deliver));
        return () => void followers.delete(deliver);
      },
    };
  }

  followersOf(sessionId: string): number {
    return this.#followers.get(sessionId)?.size ?? 0;
  }
}
