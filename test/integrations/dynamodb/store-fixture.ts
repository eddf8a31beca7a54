/** A record store with tables of its own on a local endpoint; both end with the test. */
import type { TestContext } from 'node:test';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDbEndpoint } from '../../../emulators/dynamodb/endpoint.ts';
import type { ConnectionRecord, SessionRecord } from '../../../src/actors/ports/records.ts';
import type { RecordStore, RecordStoreOptions } from '../../../src/integrations/dynamodb/record-store.ts';
import { startStore as startTestStore } from '../../support/test-store.ts';

export const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export interface StoreFixture {
  readonly store: RecordStore;
  readonly endpoint: string;
  /** The row as it stands in the table. */
  row(table: string, key: Record<string, string>): Promise<Record<string, unknown> | undefined>;
  /** Writes a row as another system would. */
  putRow(table: string, row: Record<string, unknown>): Promise<void>;
}

export async function startStore(t: TestContext, options: Partial<RecordStoreOptions> = {}): Promise<StoreFixture> {
  const { endpoint, close } = await startDynamoDbEndpoint();
  t.after(close);
  const store = await startTestStore({ after: (end) => t.after(end) }, endpoint, { ...LOCAL, ...options });
  const documents = DynamoDBDocumentClient.from(store.client);
  return {
    store,
    endpoint,
    row: async (TableName, Key) => (await documents.send(new GetCommand({ TableName, Key }))).Item,
    putRow: async (TableName, Item) => void (await documents.send(new PutCommand({ TableName, Item }))),
  };
}

export function session(changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    sessionId: 'golden-eagle-427',
    isActive: true,
    speakerUserId: 'ada',
    speakerConnectionId: 'c-1',
    sourceLanguage: 'en',
    qualityTier: 'standard',
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_001_000,
    listenerCount: 2,
    broadcastState: { isActive: true, isPaused: false, isMuted: false, volume: 0.5, lastStateChange: 1_700_000_000 },
    expiresAt: 1_700_043_200,
    epoch: 0,
    version: 1,
    ...changes,
  };
}

export function connection(changes: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    connectionId: 'c-2',
    sessionId: 'golden-eagle-427',
    role: 'listener',
    targetLanguage: 'es',
    connectedAt: 1_700_000_000_000,
    lastActivityTime: 1_700_000_000_000,
    ttl: 1_700_007_200,
    ...changes,
  };
}
