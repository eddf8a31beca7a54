/** Connects the processes of one fleet: requests between two processes, and a session's events to the rooms that follow it. */
import type { Refusal } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { AudienceEvent, JoinOptions } from '../listeners/audience.ts';
import type { Joined } from '../session/broadcast.ts';

export type NodeRequest =
  /** Does that process own the session? */
  | { readonly op: 'own'; readonly sessionId: string }
  | { readonly op: 'join'; readonly sessionId: string; readonly listener: JoinOptions }
  | {
      readonly op: 'changeLanguage';
      readonly sessionId: string;
      readonly connectionId: string;
      readonly targetLanguage: string;
    }
  | { readonly op: 'leave'; readonly sessionId: string; readonly connectionId: string }
  | { readonly op: 'end'; readonly sessionId: string; readonly reason: EndReason; readonly by?: string | undefined }
  /**
   * The session's speaker is in another process now: accepted audio is still transcribed and forwarded, then the session is
   * released and its row stays active.
   */
  | { readonly op: 'handOver'; readonly sessionId: string }
  | { readonly op: 'deliver'; readonly connectionId: string; readonly body: Uint8Array };

export type NodeReply =
  | { readonly op: 'done' }
  /** That process does not have the session or the connection. */
  | { readonly op: 'notMine' }
  | { readonly op: 'lagging' }
  | { readonly op: 'mine'; readonly greeting: Joined }
  | { readonly op: 'joined'; readonly joined: Joined | Refusal };

export interface NodeBusPort {
  /** Never rejects. After 'unreachable' that node may still be running. */
  ask(node: string, request: NodeRequest): Promise<NodeReply | 'unreachable'>;
  /** Sets the handler of other processes' requests. */
  answer(handle: (request: NodeRequest) => Promise<NodeReply>): void;
  /** Never throws. The event may be lost silently. */
  publish(sessionId: string, event: AudienceEvent): void;
  /** @returns a function that ends it. */
  follow(sessionId: string, deliver: (event: AudienceEvent) => void): () => void;
}
