/** A local DynamoDB on 127.0.0.1: dynalite, in memory or kept in a folder. Has no TTL: expired rows stay. */
import type { Server } from 'node:http';
import dynalite from 'dynalite';
import { LOOPBACK, listenOnLoopback } from '../listen.ts';
import { prepareDataFolder } from './data-folder.ts';
import type { DynamoDbFaults } from './dynamodb-faults.ts';
import { layFaults } from './fault-layer.ts';
import { letIteratorsReturn } from './iterator-release.ts';

export interface DynamoDbEndpointOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Where the tables are kept; in memory without it. One process at a time. */
  readonly dataFolder?: string;
  /** Spoils calls by plans set on it at any time. One endpoint each. */
  readonly faults?: DynamoDbFaults;
}

export interface DynamoDbEndpoint {
  readonly endpoint: string;
  readonly port: number;
  /** Answers what has been asked, then closes the store. */
  close(): Promise<void>;
}

/** Longer than an SDK keeps an idle connection, so that no call meets a connection being closed. */
const KEEP_ALIVE_MS = 65_000;
/** How long a call under way may hold up close(). */
const CLOSE_GRACE_MS = 2_000;

letIteratorsReturn();

/** Rejects with one line when the folder or the port cannot be had. */
export async function startDynamoDbEndpoint(options: DynamoDbEndpointOptions = {}): Promise<DynamoDbEndpoint> {
  const { dataFolder, faults, port = 0 } = options;
  if (dataFolder !== undefined) await prepareDataFolder(dataFolder);
  const server = dynalite({
    ...(dataFolder === undefined ? {} : { path: dataFolder }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  if (faults !== undefined) layFaults(server, faults);
  let closing: Promise<void> | undefined;
  server.on('request', (incoming, response) => {
    // dynalite, which got the request first, throws when a client breaks off; its own listener is taken away.
    incoming.removeAllListeners('error');
    incoming.on('error', () => {});
    response.once('close', () => {
      if (closing !== undefined) setImmediate(() => server.closeIdleConnections());
    });
  });
  const bound = await listenOnLoopback(server, port).catch(async (error: unknown) => {
    // The store is open already; the server, which never listened, has nothing else to close.
    await new Promise((resolve) => server.close(resolve));
    throw error;
  });
  const close = (): Promise<void> => {
    closing ??= shutDown(server, faults);
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
