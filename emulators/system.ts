/** Starts all local services that a broadcast needs, on loopback: tables, recognition and the pipeline. */
import { EMBEDDED_CREDENTIALS, EMBEDDED_FUNCTION, EMBEDDED_REGION } from '../src/integrations/emulators/account.ts';
import type { EmbeddedServices } from '../src/integrations/emulators/services.ts';
import type { EmbeddedOptions, EmbeddedPorts } from '../src/integrations/emulators/settings.ts';
import { type DynamoDbEndpoint, startDynamoDbEndpoint } from './dynamodb/endpoint.ts';
import type { EmbeddedFaults } from './faults/embedded-faults.ts';
import { type LambdaEndpoint, startLambdaEndpoint } from './lambda/endpoint.ts';
import { startTranscribeEndpoint, type TranscribeEndpoint } from './transcribe/endpoint.ts';
import type { StampedSpeech } from './transcribe/stamped-recogniser.ts';

/** A session has two streams while one replaces the other. The server admits as many sessions as there are speakers. */
const STREAMS_PER_SPEAKER = 2;

export interface EmbeddedSystem extends EmbeddedServices {
  readonly transcribe: TranscribeEndpoint;
  readonly lambda: LambdaEndpoint;
  readonly dynamodb: Pick<DynamoDbEndpoint, 'endpoint'>;
  /** Undefined unless asked for. */
  readonly faults: EmbeddedFaults | undefined;
  /** The port that each service listens on. */
  readonly ports: EmbeddedPorts;
}

/**
 * Rejects with one line when a port cannot be used or an engine is missing. What had started is then closed.
 * @param stamped For the stamped recogniser: how it makes words and finals.
 */
export async function startEmbeddedSystem(options: EmbeddedOptions, stamped?: StampedSpeech): Promise<EmbeddedSystem> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { dataFolder, dynamodbEndpoint, mayWaitForFolder, onTrouble, ports } = options;
    const faultsPort = ports?.faults ?? options.faultsPort;
    let trouble: string | undefined;
    const faults = faultsPort === undefined ? undefined : await startFaults(faultsPort);
    if (faults !== undefined) closers.push(() => faults.close());
    const startDynamoDb = async () => {
      const endpoint = await startDynamoDbEndpoint({
        ...(dataFolder === undefined ? {} : { dataFolder }),
        ...(faults === undefined ? {} : { faults: faults.dynamodb }),
        port: ports?.dynamodb ?? 0,
        mayWait: mayWaitForFolder ?? false,
        onTrouble: (reason) => {
          trouble = reason;
          onTrouble?.(reason);
        },
      });
      closers.push(() => endpoint.close());
      return endpoint;
    };
    const dynamodb = dynamodbEndpoint === undefined ? await startDynamoDb() : { endpoint: dynamodbEndpoint, port: 0 };
    const transcribe = await startTranscribeEndpoint({
      port: ports?.transcribe ?? 0,
      recogniser: options.asr,
      ...(stamped === undefined ? {} : { stamped }),
      credentials: EMBEDDED_CREDENTIALS,
      streamsPerSpeaker: STREAMS_PER_SPEAKER,
      log: (line) => options.log('recogniser endpoint', line),
      printed: (line) => options.log('recogniser', line),
      ...(faults === undefined ? {} : { faults: faults.transcribe }),
    });
    closers.push(() => transcribe.close());
    const lambda = await startLambdaEndpoint({
      port: ports?.lambda ?? 0,
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
    return {
      asr: transcribe.asr,
      transcribe,
      lambda,
      dynamodb,
      faults,
      faultsUrl: faults?.url,
      ports: { transcribe: transcribe.port, lambda: lambda.port, dynamodb: dynamodb.port, faults: faults?.port },
      pid: undefined,
      troubles: () => (trouble === undefined ? [] : [trouble]),
      // The services run in this process, so they are never restarted.
      onReturn: () => {},
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Loaded only when it is asked for: the schema of fault plans takes a third of a second, and few servers need it. */
async function startFaults(port: number): Promise<EmbeddedFaults> {
  const { startEmbeddedFaults } = await import('./faults/embedded-faults.ts');
  return startEmbeddedFaults(port);
}
