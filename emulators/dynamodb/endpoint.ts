/** A local DynamoDB on 127.0.0.1: dynalite's store, in memory or kept in a folder. Has no TTL: expired rows stay. */
import type { Server } from 'node:http';
import { LOOPBACK } from '../../src/protocol/loopback.ts';
import { listenOnLoopback } from '../listen.ts';
import { createLoopbackServer } from '../loopback-server.ts';
import type { DynamoDbFaults } from './dynamodb-faults.ts';
import { answerTables } from './table-service.ts';
import { TableStore } from './table-store.ts';

export interface DynamoDbEndpointOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where the tables are kept; in memory without it. One process at a time. */
  readonly dataFolder?: string;
  /** Spoils calls by plans set on it at any time. One endpoint each. */
  readonly faults?: DynamoDbFaults;
  /** Told why the folder cannot be used now (a full disk), in words, and undefined once it can again. */
  readonly onTrouble?: (reason: string | undefined) => void;
  /** Between two attempts to open the folder again, 500. */
  readonly reopenEveryMs?: number;
  /** A folder that cannot be used now is waited for, instead of refusing to start. */
  readonly mayWait?: boolean;
}

export interface DynamoDbEndpoint {
  readonly endpoint: string;
  readonly port: number;
  /** Answers what has been asked, then closes the store. */
  close(): Promise<void>;
}

/** How long a call under way may hold up close(). */
const CLOSE_GRACE_MS = 2_000;

/** Rejects with one line when the folder or the port cannot be had. */
export async function startDynamoDbEndpoint(options: DynamoDbEndpointOptions = {}): Promise<DynamoDbEndpoint> {
  const { dataFolder, faults, mayWait = false, onTrouble = () => {}, port = 0, reopenEveryMs } = options;
  const store = await TableStore.open({
    folder: dataFolder,
    onTrouble,
    mayWait,
    ...(reopenEveryMs === undefined ? {} : { reopenEveryMs }),
  });
  let closing: Promise<void> | undefined;
  const server = createLoopbackServer((incoming, response) => {
    response.once('close', () => {
      if (closing !== undefined) setImmediate(() => server.closeIdleConnections());
    });
    // It cannot reject: what goes wrong in the store is an answer. If it ever did, nobody else's call may suffer.
    answerTables(store, faults, incoming, response).catch(() => response.destroy());
  });
  faults?.guard(server, () => server.closeAllConnections());
  const bound = await listenOnLoopback(server, port).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const close = (): Promise<void> => {
    closing ??= shutDown(server, faults).finally(() => store.close());
    return closing;
  };
  return { endpoint: `http://${LOOPBACK}:${bound}`, port: bound, close };
}

async function shutDown(server: Server, faults: DynamoDbFaults | undefined): Promise<void> {
  faults?.release();
  const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  try {
    await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
  } finally {
    clearTimeout(grace);
  }
}
