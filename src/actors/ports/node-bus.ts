/** How the processes of one fleet reach each other: one asks another, and a session's events reach the rooms that follow it. */
import type { Refusal } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { AudienceEvent, JoinOptions } from '../listeners/audience.ts';
import type { Joined } from '../session/broadcast.ts';

export type NodeRequest =
  /** Does the session live there? */
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
  /** The session's speaker is elsewhere now: what was said is finished, then the session is let go, its row active. */
  | { readonly op: 'handOver'; readonly sessionId: string }
  | { readonly op: 'deliver'; readonly connectionId: string; readonly body: Uint8Array };

export type NodeReply =
  | { readonly op: 'done' }
  /** The session does not live there, or the connection is not there. */
  | { readonly op: 'notMine' }
  | { readonly op: 'lagging' }
  | { readonly op: 'mine'; readonly greeting: Joined }
  | { readonly op: 'joined'; readonly joined: Joined | Refusal };

export interface NodeBusPort {
  /** Never rejects. 'unreachable' says nothing of whether that node lives. */
  ask(node: string, request: NodeRequest): Promise<NodeReply | 'unreachable'>;
  /** This process answers what others ask of it. */
  answer(handle: (request: NodeRequest) => Promise<NodeReply>): void;
  /** Never throws; may be lost without a word. */
  publish(sessionId: string, event: AudienceEvent): void;
  /** @returns what ends it. */
  follow(sessionId: string, deliver: (event: AudienceEvent) => void): () => void;
}
