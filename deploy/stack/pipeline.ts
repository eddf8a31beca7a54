/** The translation pipeline as a Lambda function, and the key that it signs its deliveries with. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { logGroup } from './logs.ts';
import type { DeployOptions } from './options.ts';
import { type Places, statementsFor } from './permissions.ts';
import { HANDLER } from './pipeline-bundle.ts';
import { TABLE_NAMES } from './tables.ts';

export const FUNCTION_NAME = 'rostrum-pipeline';
/** What the key calls itself in a signature; it is no account's. */
export const DELIVERY_ACCESS_KEY_ID = 'rostrum-pipeline';
/** As long as AWS's own secret keys. */
const SECRET_LENGTH = 40;

/**
 * The requirements' integration deadline. The pipeline's own limits end far below it: 5 s for a translation, 10 s for
 * speech, then the delivery.
 */
const TIMEOUT = Duration.seconds(60);
/** MB; the requirements' figure. Lambda gives CPU by memory, and a start reads 0.6 MB of code. */
const MEMORY_MB = 1_024;
/** Lambda tries again after a minute, when live speech is over: never. */
const RETRIES = 0;
/** The shortest that Lambda takes: how long a throttled transcript may wait. */
const MAX_AGE = Duration.seconds(60);

export interface PipelineProps extends Pick<DeployOptions, 'pipelineConcurrency'> {
  /** Folder with the built handler. */
  readonly bundle: string;
  /** Public URL of the server. */
  readonly deliveryEndpoint: string;
  readonly tables: Pick<Places, 'sessions' | 'connections' | 'index'>;
}

export class Pipeline extends Construct {
  readonly deliveryKey: Secret;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { bundle, deliveryEndpoint, pipelineConcurrency, tables }: PipelineProps) {
    super(scope, id);
    this.deliveryKey = new Secret(this, 'DeliveryKey', {
      description: 'Signs what the translation pipeline delivers to the server. Both read it when they start.',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ accessKeyId: DELIVERY_ACCESS_KEY_ID }),
        generateStringKey: 'secretAccessKey',
        passwordLength: SECRET_LENGTH,
        excludePunctuation: true,
      },
    });
    const logs = logGroup(this, 'Logs', `/aws/lambda/${FUNCTION_NAME}`);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs.logGroupArn],
      }),
    );
    this.function = new LambdaFunction(this, 'Function', {
      functionName: FUNCTION_NAME,
      description: 'Translates and speaks transcripts, and delivers them to the listeners.',
      runtime: Runtime.NODEJS_24_X,
      // JavaScript alone, so the cheaper processor.
      architecture: Architecture.ARM_64,
      handler: HANDLER,
      code: Code.fromAsset(bundle),
      role,
      logGroup: logs,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      // No destination for what failed: it would keep what was said.
      retryAttempts: RETRIES,
      maxEventAge: MAX_AGE,
      ...(pipelineConcurrency === undefined ? {} : { reservedConcurrentExecutions: pipelineConcurrency }),
      environment: {
        DELIVERY_ENDPOINT: deliveryEndpoint,
        DELIVERY_SECRET_ARN: this.deliveryKey.secretArn,
        CONNECTIONS_TABLE_NAME: String(TABLE_NAMES.connections),
      },
    });
    const places = { ...tables, pipeline: this.function.functionArn, deliverySecret: this.deliveryKey.secretArn };
    for (const statement of statementsFor('pipeline', places)) role.addToPolicy(statement);
  }
}
