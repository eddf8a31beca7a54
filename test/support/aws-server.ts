/** A server process in AWS mode whose services are local endpoints, each behind a gate of its own. */
import { fileURLToPath } from 'node:url';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import { TranscribeFaults } from '../../emulators/transcribe/faults/transcribe-faults.ts';
import type { RecordStore } from '../../src/integrations/dynamodb/record-store.ts';
import { startIssuer } from '../../testkit/aws/issuer.ts';
import { awsSettings } from '../../testkit/aws/services.ts';
import { type Gate, startGate } from './gate.ts';
import { ready, runServer, type ServerProcess } from './server-process.ts';
import type { Ending } from './test-server.ts';
import { startStore, TABLE_NAMES, TABLES, TEST_ACCOUNT_SETTINGS } from './test-store.ts';

const HANDLER = fileURLToPath(new URL('../whole/handlers/echo.ts', import.meta.url));

export interface AwsServer {
  readonly url: string;
  readonly adminUrl: string;
  readonly gates: { readonly transcribe: Gate; readonly lambda: Gate; readonly dynamodb: Gate };
  /** Spoils streams on demand. */
  readonly faults: TranscribeFaults;
  /** The tables themselves, past the gate. */
  readonly store: RecordStore;
  /** The connections that have a row, of every session and role. */
  connectionRows(): Promise<string[]>;
  readonly process: ServerProcess;
  /** What the pipeline has been invoked with, once nothing waits or runs there. */
  invoked(): Promise<Record<string, unknown>[]>;
  token(userId: string): Promise<string>;
  /** Lines the process has logged. */
  log(): Record<string, unknown>[];
}

export async function startAwsServer(t: Ending, environment: Record<string, string> = {}): Promise<AwsServer> {
  const issuer = await startIssuer();
  t.after(async () => issuer.close());
  const dynamodb = await startDynamoDbEndpoint({});
  t.after(() => dynamodb.close());
  const faults = new TranscribeFaults();
  const transcribe = await startTranscribeEndpoint({ recogniser: 'stamped', faults });
  t.after(() => transcribe.close());
  const payloads: Record<string, unknown>[] = [];
  const lambda = await startLambdaEndpoint({
    functions: { pipeline: { module: HANDLER } },
    log: ({ line }) => {
      if (line.startsWith('{')) payloads.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  t.after(() => lambda.close());
  const store = await startStore(t, dynamodb.endpoint);
  const gates = {
    transcribe: await startGate(t, transcribe.endpoint),
    lambda: await startGate(t, lambda.endpoint),
    dynamodb: await startGate(t, dynamodb.endpoint),
  };
  const addresses = {
    dynamodb: gates.dynamodb.endpoint,
    transcribe: gates.transcribe.endpoint,
    lambda: gates.lambda.endpoint,
    functionName: 'pipeline',
  };
  const server = runServer(t, {
    ...TEST_ACCOUNT_SETTINGS,
    ...awsSettings(addresses, TABLE_NAMES, issuer),
    ...environment,
  });
  const { port, adminPort } = (await ready(server)) as Awaited<ReturnType<typeof ready>> & { adminPort: number };
  return {
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    gates,
    faults,
    store,
    connectionRows: async () => {
      const { Items = [] } = await store.client.send(new ScanCommand({ TableName: TABLES.connectionsTable }));
      return Items.map(({ connectionId }) => String(connectionId?.S));
    },
    process: server,
    invoked: async () => {
      await lambda.drained();
      return payloads;
    },
    token: async (userId) => issuer.token(userId),
    log: () =>
      server
        .stderr()
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
