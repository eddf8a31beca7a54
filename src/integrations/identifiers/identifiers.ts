/** Draws unguessable identifiers for sessions (easy to read aloud), connections, traces and processes. */
import { randomBytes, randomInt } from 'node:crypto';
import type { IdentifierPort } from '../../actors/ports/identifiers.ts';
import { ADJECTIVES } from './adjectives.ts';
import { NOUNS } from './nouns.ts';
import { newTraceparent } from './traceparent.ts';

const CONNECTION_ID_BYTES = 16;

/** adjective-noun-number: one of at least 65 million, at random. */
export function drawSessionId(): string {
  const word = (words: readonly string[]) => words[randomInt(words.length)] as string;
  return `${word(ADJECTIVES)}-${word(NOUNS)}-${String(randomInt(1_000)).padStart(3, '0')}`;
}

export function drawConnectionId(): string {
  return randomBytes(CONNECTION_ID_BYTES).toString('base64url');
}

/** The name of this process among the processes that share its tables; a new one at each start. */
export function drawNodeName(): string {
  return `node-${randomBytes(6).toString('base64url')}`;
}

export function createIdentifiers(): IdentifierPort {
  return { sessionId: drawSessionId, connectionId: drawConnectionId, traceparent: newTraceparent };
}
