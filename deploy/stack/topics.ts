/** Where alarms go: one topic that pages, one that sends mail. Who is told subscribes to them. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Severity } from './alert-rules.ts';

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

export class Topics extends Construct {
  readonly topics: Readonly<Record<Severity, Topic>>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // A key of our own: CloudWatch may not use the account's default key for SNS.
    const key = new Key(this, 'Key', {
      description: 'Encrypts alarms on their way',
      enableKeyRotation: true,
      // It encrypts nothing that is kept.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    const topic = (severity: Severity) => {
      const made = new Topic(this, severity, {
        topicName: `rostrum-${severity}`,
        displayName: `Rostrum: ${severity}`,
        masterKey: key,
        enforceSSL: true,
      });
      made.grantPublish(CLOUDWATCH);
      return made;
    };
    this.topics = { critical: topic('critical'), warning: topic('warning') };
  }
}
