/** A server process in AWS mode whose services are local endpoints, each behind a gate of its own. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import { TranscribeFaults } from '../../emulators/transcribe/faults/transcribe-faults.ts';
import { createRecordStore, type RecordStore } from '../../src/integrations/dynamodb/record-store.ts';
import { ensureTables } from '../../src/integrations/dynamodb/tables.ts';
import { type Gate, startGate } from './gate.ts';
import { ready, runServer, type ServerProcess } from './server-process.ts';
import type { Ending } from './test-server.ts';
import { UNHURRIED } from './unhurried.ts';

const HANDLER = fileURLToPath(new URL('../whole/handlers/echo.ts', import.meta.url));
const ISSUER = 'https://issuer.example/pool';
const TABLES = { sessionsTable: 'Sessions', connectionsTable: 'Connections' };
const REGION = 'eu-west-1';
const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

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
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] });
  const jwks = createServer((_, response) => response.end(keys)).listen(0, '127.0.0.1');
  await once(jwks, 'listening');
  t.after(async () => {
    jwks.close();
    jwks.closeAllConnections();
  });
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
  const { endpoint } = dynamodb;
  const store = createRecordStore({ region: REGION, endpoint, credentials: CREDENTIALS, ...TABLES, ...UNHURRIED });
  t.after(async () => store.close());
  await ensureTables(store.client, TABLES);
  const gates = {
    transcribe: await startGate(t, transcribe.endpoint),
    lambda: await startGate(t, lambda.endpoint),
    dynamodb: await startGate(t, dynamodb.endpoint),
  };
  const server = runServer(t, {
    ROSTRUM_MODE: 'aws',
    HOST: '127.0.0.1',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: gates.transcribe.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: gates.lambda.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: gates.dynamodb.endpoint,
    TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
    DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY',
    DELIVERY_SECRET_ACCESS_KEY: 'nobody delivers here',
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: 'client-1',
    AUTH_JWKS_URL: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks.json`,
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
    token: (userId) =>
      new SignJWT({ token_use: 'access', client_id: 'client-1' })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setExpirationTime('5m')
        .sign(privateKey),
    log: () =>
      server
        .stderr()
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
