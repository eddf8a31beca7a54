/** Everything of one Rostrum on AWS, in one stack. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeFindings } from './acknowledged.ts';
import { Alarms } from './alarms.ts';
import { RostrumDashboard } from './dashboard.ts';
import { Front } from './front.ts';
import { Identity } from './identity.ts';
import { addMissedTargetsAlarm } from './missed-targets.ts';
import { createNetwork } from './network.ts';
import type { DeployOptions } from './options.ts';
import { createParameters } from './parameters.ts';
import { type Places, statementsFor } from './permissions.ts';
import { Pipeline } from './pipeline.ts';
import { serverEnvironment } from './server-environment.ts';
import { ServerTask } from './server-task.ts';
import { Tables } from './tables.ts';
import { Topics } from './topics.ts';

export interface RostrumStackProps extends StackProps {
  readonly options: DeployOptions;
  /** Folder with the built handler of the pipeline. */
  readonly bundle: string;
}

export class RostrumStack extends Stack {
  constructor(scope: Construct, id: string, { options, bundle, ...props }: RostrumStackProps) {
    super(scope, id, { description: 'Rostrum: live speech translation', ...props });
    const parameters = createParameters(this, options);
    const { domainName, certificateArn, imageRepository, imageTag, allowedOrigins } = parameters;
    const { sessionsArn: sessions, connectionsArn: connections, indexArn: index } = new Tables(this, 'Tables', options);
    const tables = { sessions, connections, index };
    const { pipelineConcurrency } = options;
    const deliveryEndpoint = `https://${domainName}`;
    const pipeline = new Pipeline(this, 'Pipeline', { bundle, deliveryEndpoint, pipelineConcurrency, tables });
    const { deliveryKey, function: lambda } = pipeline;
    const places: Places = { ...tables, pipeline: lambda.functionArn, deliverySecret: deliveryKey.secretArn };
    const issuer = parameters.issuer ?? new Identity(this, 'Identity', options).issuer;
    const { region } = this;
    const task = new ServerTask(this, 'Server', {
      alarms: options.alarms,
      settings: options.settings,
      repository: Repository.fromRepositoryName(this, 'Images', imageRepository),
      imageTag,
      environment: serverEnvironment(options, { region, functionName: lambda.functionName, allowedOrigins, issuer }),
      deliveryKey,
      places,
      region,
    });
    const front = new Front(this, 'Front', { ...options, vpc: createNetwork(this), task, certificateArn });
    const { topics } = new Topics(this, 'Topics');
    const { healthyHosts } = front;
    const alarms = new Alarms(this, 'Alarms', { alarms: options.alarms, topics, healthyHosts, pipeline: lambda });
    const missed = addMissedTargetsAlarm(this, task.logs, topics.warning);
    if (options.alarms === 'classic') new RostrumDashboard(this, 'Overview', [...alarms.classic, missed]);
    const description = 'What rostrum doctor asks of AWS. For the people who run it.';
    const operators = { description, statements: statementsFor('doctor', places) };
    const { managedPolicyArn } = new ManagedPolicy(this, 'OperatorPolicy', operators);
    new CfnOutput(this, 'OperatorPolicyArn', { value: managedPolicyArn });
    new CfnOutput(this, 'LoadBalancerName', { value: front.dnsName, description: 'DomainName must lead here.' });
    new CfnOutput(this, 'CriticalTopic', { value: topics.critical.topicArn });
    new CfnOutput(this, 'WarningTopic', { value: topics.warning.topicArn });
    new CfnOutput(this, 'Cluster', { value: front.service.cluster.clusterName });
    new CfnOutput(this, 'Service', { value: front.service.serviceName });
    new CfnOutput(this, 'DeliveryKeyArn', { value: deliveryKey.secretArn });
    new CfnOutput(this, 'TokenIssuer', { value: issuer.url });
    new CfnOutput(this, 'TokenAudience', { value: issuer.audience });
    acknowledgeFindings(this, options);
  }
}
