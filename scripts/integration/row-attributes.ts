/** Every attribute of the rows, with its meaning. An attribute that the code adds does not compile without its line here. */
import type { ConnectionRecord, SessionRecord } from '../../src/actors/ports/records.ts';
import { CONNECTIONS_TTL, SESSIONS_TTL } from '../../src/integrations/dynamodb/tables.ts';
import { table } from './words.ts';

const SESSION: Readonly<Record<keyof SessionRecord, string>> = {
  sessionId: 'its id, which people read aloud; the key',
  isActive: 'false once it has ended',
  speakerUserId: '**personal**: `sub` of its speaker’s token',
  speakerConnectionId: 'the speaker’s connection; absent while there is none',
  sourceLanguage: 'what is spoken',
  qualityTier: '`standard` or `premium`',
  segments: 'how its speech is cut, if its creator asked for a way',
  createdAt: 'Unix ms',
  updatedAt: 'Unix ms',
  listenerCount: 'at the last write',
  broadcastState: 'a map: `isActive`, `isPaused`, `isMuted`, `volume`, `lastStateChange`',
  expiresAt: 'Unix s; DynamoDB deletes the row after it',
  epoch: 'rises with every process that takes the session over',
  version: 'rises with every write of one owner',
  ownerNode: 'the process that owns it, a random name',
};

const CONNECTION: Readonly<Record<keyof ConnectionRecord, string>> = {
  connectionId: '128 random bits; the key',
  sessionId: 'the session; key of the index',
  role: '`speaker` or `listener`',
  targetLanguage: 'what is listened to; sort key of the index; absent for speakers, so that they are not in it',
  connectedAt: 'Unix ms',
  lastActivityTime: 'Unix ms',
  ttl: 'Unix s; DynamoDB deletes the row after it',
};

/** @returns one table of both rows. */
export function rowAttributes(): string {
  const rows = (name: string, ttl: string, attributes: Readonly<Record<string, string>>) =>
    Object.entries(attributes).map(([attribute, meaning]) => [
      name,
      `\`${attribute}\`${attribute === ttl ? ' (TTL)' : ''}`,
      meaning,
    ]);
  return table(
    ['table', 'attribute', 'meaning'],
    [...rows('Sessions', SESSIONS_TTL, SESSION), ...rows('Connections', CONNECTIONS_TTL, CONNECTION)],
  );
}
