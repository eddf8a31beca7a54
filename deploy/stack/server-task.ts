/** The server and its collector as a task of ECS Fargate, with the roles of both. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import {
  Capability,
  type ContainerDefinition,
  ContainerDependencyCondition,
  ContainerImage,
  CpuArchitecture,
  Secret as EcsSecret,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  Protocol,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { NAMESPACE } from './cloudwatch-metrics.ts';
import { COLLECTOR_MEMORY_MIB, collectorConfig, collectorImage } from './collector.ts';
import { logGroup, METRICS_RETENTION } from './logs.ts';
import type { DeployOptions } from './options.ts';
import { type Places, statementsFor } from './permissions.ts';
import { SERVER_PORT, SERVER_SECRETS, type ServerEnvironment } from './server-environment.ts';
import { stopSeconds } from './server-settings.ts';

export const SERVER_CONTAINER = 'server';
export const COLLECTOR_CONTAINER = 'collector';
export const METRICS_LOG_GROUP = '/rostrum/metrics';

/** One vCPU: the server has one event loop. docs/performance.md has what one core carries. */
const CPU_UNITS = 1_024;
const MEMORY_MIB = 2_048;
/** Files and sockets; Fargate's own default, written down because it bounds the listeners. */
const OPEN_FILES = 65_535;

export interface ServerTaskProps extends Pick<DeployOptions, 'alarms' | 'settings'> {
  readonly repository: IRepository;
  readonly imageTag: string;
  readonly environment: ServerEnvironment;
  readonly deliveryKey: ISecret;
  readonly places: Places;
  readonly region: string;
}

export class ServerTask extends Construct {
  readonly definition: FargateTaskDefinition;
  /** Where the server's own log lines go. */
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: ServerTaskProps) {
    super(scope, id);
    this.definition = new FargateTaskDefinition(this, 'Definition', {
      cpu: CPU_UNITS,
      memoryLimitMiB: MEMORY_MIB,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    this.logs = logGroup(this, 'Logs', '/rostrum/server');
    const server = this.#addServer(props);
    const collector = this.#addCollector(props);
    // What depends on another is stopped first: the server's last metrics still find the collector.
    server.addContainerDependencies({ container: collector, condition: ContainerDependencyCondition.START });
    for (const statement of statementsFor('server', props.places)) this.definition.addToTaskRolePolicy(statement);
  }

  #addServer({ repository, imageTag, environment, deliveryKey, settings }: ServerTaskProps): ContainerDefinition {
    const server = this.definition.addContainer(SERVER_CONTAINER, {
      image: ContainerImage.fromEcrRepository(repository, imageTag),
      essential: true,
      environment: { ...environment },
      secrets: Object.fromEntries(
        Object.entries(SERVER_SECRETS).map(([name, member]) => [
          name,
          EcsSecret.fromSecretsManager(deliveryKey, member),
        ]),
      ),
      portMappings: [{ containerPort: SERVER_PORT, protocol: Protocol.TCP }],
      readonlyRootFilesystem: true,
      linuxParameters: withoutCapabilities(this, 'ServerLimits'),
      stopTimeout: Duration.seconds(stopSeconds(settings)),
      // Liveness, as in the image: a server that drains or waits for its tables is not restarted.
      healthCheck: { command: ['CMD', ...imageHealthCheck()], startPeriod: Duration.seconds(30) },
      logging: LogDrivers.awsLogs({ streamPrefix: SERVER_CONTAINER, logGroup: this.logs }),
    });
    server.addUlimits({ name: UlimitName.NOFILE, softLimit: OPEN_FILES, hardLimit: OPEN_FILES });
    return server;
  }

  #addCollector({ alarms, region }: ServerTaskProps): ContainerDefinition {
    const metricLogs = logGroup(this, 'MetricLogs', METRICS_LOG_GROUP, METRICS_RETENTION);
    const collector = this.definition.addContainer(COLLECTOR_CONTAINER, {
      image: ContainerImage.fromRegistry(collectorImage()),
      // The server goes on without it.
      essential: false,
      enableRestartPolicy: true,
      command: ['--config=env:COLLECTOR_CONFIG'],
      environment: { COLLECTOR_CONFIG: collectorConfig(alarms, { region, logGroup: METRICS_LOG_GROUP }) },
      memoryLimitMiB: COLLECTOR_MEMORY_MIB,
      readonlyRootFilesystem: true,
      linuxParameters: withoutCapabilities(this, 'CollectorLimits'),
      logging: LogDrivers.awsLogs({
        streamPrefix: COLLECTOR_CONTAINER,
        logGroup: logGroup(this, 'CollectorLogs', '/rostrum/collector'),
      }),
    });
    this.definition.addToTaskRolePolicy(
      alarms === 'classic'
        ? new PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [metricLogs.logGroupArn],
          })
        : new PolicyStatement({
            actions: ['cloudwatch:PutMetricData'],
            resources: ['*'],
            conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
          }),
    );
    return collector;
  }
}

function withoutCapabilities(scope: Construct, id: string): LinuxParameters {
  const parameters = new LinuxParameters(scope, id, { initProcessEnabled: false });
  parameters.dropCapabilities(Capability.ALL);
  return parameters;
}

/** The command of the Dockerfile's HEALTHCHECK, which ECS does not look at. */
function imageHealthCheck(): string[] {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../Dockerfile'), 'utf8');
  const command = /^HEALTHCHECK [\s\S]*?CMD (\[.*\])$/m.exec(dockerfile)?.[1];
  if (command === undefined) throw new Error('the Dockerfile has no HEALTHCHECK');
  return JSON.parse(command);
}
