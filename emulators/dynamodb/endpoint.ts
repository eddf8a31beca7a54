/** A local DynamoDB on 127.0.0.1: dynalite's store, in memory or kept in a folder. Has no TTL: expired rows stay. */
import type { Server } from 'node:http';
import { LOOPBACK } from '../../src/protocol/loopback.ts';
import { listenOnLoopback } from '../listen.ts';
import { createLoopbackServer } from '../loopback-server.ts';
import type { DynamoDbFaults } from './dynamodb-faults.ts';
import { answerTables } from './table-service.ts';
import { TableStore } from './table-store.ts';

export interface DynamoDbEndpointOptions {
  /** Default 0: a free port. */
  readonly port?: number;
  /** Folder that the tables are kept in, used by one process at a time. Undefined: the tables are in memory. */
  readonly dataFolder?: string;
  /** Injects faults into calls by the plan that is set on it. One object for each endpoint. */
  readonly faults?: DynamoDbFaults;
  /** Called with the reason, in words, when the folder cannot be used (a full disk), and with undefined when it can again. */
  readonly onTrouble?: (reason: string | undefined) => void;
  /** Pause between two attempts to open the folder again. Default 500. */
  readonly reopenEveryMs?: number;
  /** True: if the folder cannot be used, the endpoint starts and waits for it. False, the default: it does not start. */
  readonly mayWait?: boolean;
}

export interface DynamoDbEndpoint {
  readonly endpoint: string;
  readonly port: number;
  /** Answers the calls that have arrived, then closes the store. */
  close(): Promise<void>;
}

/** Longest time that close() waits for calls that are still running. */
const CLOSE_GRACE_MS = 2_000;

/** Rejects with one line when the folder or the port cannot be used. */
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
    // answerTables does not reject: a failure in the store is an answer. If it ever does, only this call must fail.
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
