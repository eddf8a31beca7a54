/** The whole of AWS that a broadcast needs, on loopback: tables, recognition and the pipeline, with the addresses of each. */
import { type DynamoDbEndpoint, startDynamoDbEndpoint } from './dynamodb/endpoint.ts';
import { type EmbeddedFaults, startEmbeddedFaults } from './faults/embedded-faults.ts';
import { type LambdaEndpoint, startLambdaEndpoint } from './lambda/endpoint.ts';
import type { FunctionLayer } from './lambda/runtime-messages.ts';
import { startTranscribeEndpoint, type TranscribeEndpoint } from './transcribe/endpoint.ts';

export interface EmbeddedOptions {
  /** Where the tables are kept; in memory when undefined. */
  readonly dataFolder: string | undefined;
  /** A DynamoDB that runs elsewhere, DynamoDB Local for one: taken instead of the local endpoint. */
  readonly dynamodbEndpoint?: string | undefined;
  readonly recogniser: 'pocketsphinx' | 'stamped' | 'script';
  readonly connectionsTable: string;
  /** The pipeline's handler module, as a file URL or path. */
  readonly pipelineModule: string;
  /** Loaded before it, to trace it. */
  readonly pipelineLayer?: FunctionLayer | undefined;
  /** Where the pipeline delivers: this server. */
  readonly deliveryEndpoint: string;
  /** A certificate the pipeline must trust to reach it. */
  readonly trustedCertFile: string | undefined;
  readonly log: (service: string, line: string) => void;
  /** Streams at once, over which the recogniser refuses; 25 as an account has. */
  readonly maxStreams?: number;
  /** Given: the services can be made to fail, and this is the port of the control API, 0 for a free one. */
  readonly faultsPort?: number | undefined;
}

/** Static credentials that only the local endpoints know. */
export const EMBEDDED_CREDENTIALS = { accessKeyId: 'EMBEDDED', secretAccessKey: 'embedded-endpoints-only' } as const;
export const EMBEDDED_REGION = 'us-east-1';
export const EMBEDDED_FUNCTION = 'translation-pipeline';

export interface EmbeddedSystem {
  readonly transcribe: TranscribeEndpoint;
  readonly lambda: LambdaEndpoint;
  readonly dynamodb: Pick<DynamoDbEndpoint, 'endpoint'>;
  /** Undefined unless asked for. */
  readonly faults: EmbeddedFaults | undefined;
  close(): Promise<void>;
}

/** Rejects with one line when a port cannot be had or an engine is missing; what had started is closed again. */
export async function startEmbeddedSystem(options: EmbeddedOptions): Promise<EmbeddedSystem> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { dataFolder, dynamodbEndpoint, faultsPort, maxStreams } = options;
    const faults = faultsPort === undefined ? undefined : await startEmbeddedFaults(faultsPort);
    if (faults !== undefined) closers.push(() => faults.close());
    const startDynamoDb = async () => {
      const endpoint = await startDynamoDbEndpoint({
        ...(dataFolder === undefined ? {} : { dataFolder }),
        ...(faults === undefined ? {} : { faults: faults.dynamodb }),
      });
      closers.push(() => endpoint.close());
      return endpoint;
    };
    const dynamodb = dynamodbEndpoint === undefined ? await startDynamoDb() : { endpoint: dynamodbEndpoint };
    const transcribe = await startTranscribeEndpoint({
      recogniser: options.recogniser,
      credentials: EMBEDDED_CREDENTIALS,
      ...(maxStreams === undefined ? {} : { maxStreams }),
      ...(faults === undefined ? {} : { faults: faults.transcribe }),
    });
    closers.push(() => transcribe.close());
    const lambda = await startLambdaEndpoint({
      functions: {
        [EMBEDDED_FUNCTION]: {
          module: options.pipelineModule,
          ...(options.pipelineLayer === undefined ? {} : { layer: options.pipelineLayer }),
          environment: {
            ENGINES: 'local',
            DELIVERY_ENDPOINT: options.deliveryEndpoint,
            CONNECTIONS_TABLE_NAME: options.connectionsTable,
            AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
            AWS_REGION: EMBEDDED_REGION,
            AWS_ACCESS_KEY_ID: EMBEDDED_CREDENTIALS.accessKeyId,
            AWS_SECRET_ACCESS_KEY: EMBEDDED_CREDENTIALS.secretAccessKey,
            ...(options.trustedCertFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: options.trustedCertFile }),
          },
        },
      },
      ...(faults === undefined ? {} : { faults: faults.lambda }),
      log: ({ source, line }) => options.log(`pipeline ${source}`, line),
    });
    closers.push(() => lambda.close());
    return { transcribe, lambda, dynamodb, faults, close };
  } catch (error) {
    await close();
    throw error;
  }
}
