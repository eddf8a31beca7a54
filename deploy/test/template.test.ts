/** What protects the data, the clients and the purse, in both variants. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectionsTable, sessionsTable } from '../../src/integrations/dynamodb/tables.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { readOptions } from '../stack/options.ts';
import { type Container, environmentOf } from './resolved.ts';
import { assertionsOn, DEPLOY, onlyOne, ROOT, readTemplate, resourcesOf, VARIANTS, type Variant } from './variants.ts';

const EVERY = Object.keys(VARIANTS) as Variant[];
const taskOf = (variant: Variant) => onlyOne(variant, 'AWS::ECS::TaskDefinition');
const serverOf = (variant: Variant): Container =>
  taskOf(variant).ContainerDefinitions.find(({ Name }: Container) => Name === 'server');
const attributesOf = (attributes: { Key: string; Value: string }[]) =>
  Object.fromEntries(attributes.map(({ Key, Value }) => [Key, Value]));

test('the tables are those that the server makes in embedded mode, with expiry, and recovery to any second', () => {
  for (const variant of EVERY) {
    for (const [description, AttributeName] of [
      [sessionsTable('Sessions'), 'expiresAt'],
      [connectionsTable('Connections'), 'ttl'],
    ] as const) {
      assertionsOn(variant).hasResourceProperties('AWS::DynamoDB::Table', {
        ...description,
        TimeToLiveSpecification: { AttributeName, Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: variant === 'standard',
      });
    }
  }
});

test('data outlives the stack unless it was asked to go with it', () => {
  const policies = (variant: Variant, type: string) =>
    Object.values(readTemplate(variant).Resources)
      .filter(({ Type }) => Type === type)
      .map(({ DeletionPolicy }) => DeletionPolicy);
  assert.deepEqual(policies('standard', 'AWS::DynamoDB::Table'), ['Retain', 'Retain']);
  assert.deepEqual(policies('other', 'AWS::DynamoDB::Table'), ['Delete', 'Delete']);
  assert.deepEqual(policies('other', 'AWS::Cognito::UserPool'), ['Delete']);
  for (const variant of EVERY) {
    const { LoadBalancerAttributes } = onlyOne(variant, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    assert.equal(attributesOf(LoadBalancerAttributes)['deletion_protection.enabled'], String(variant === 'standard'));
  }
});

test('behind the NLB the server sees its clients’ addresses: preserved, and nobody’s header is believed', () => {
  const balancer = onlyOne('standard', 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const group = onlyOne('standard', 'AWS::ElasticLoadBalancingV2::TargetGroup');
  assert.equal(balancer.Type, 'network');
  assert.equal(attributesOf(group.TargetGroupAttributes)['preserve_client_ip.enabled'], 'true');
  assert.equal(attributesOf(group.TargetGroupAttributes)['proxy_protocol_v2.enabled'], undefined);
  assert.equal(environmentOf(serverOf('standard')).TRUSTED_PROXIES, '');
});

test('behind the ALB the network is the trusted proxy, and a quiet socket is not cut before the server would close it', () => {
  const { LoadBalancerAttributes, Type } = onlyOne('other', 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const idleMs = Number(attributesOf(LoadBalancerAttributes)['idle_timeout.timeout_seconds']) * 1_000;
  assert.equal(Type, 'application');
  assert.ok(idleMs >= 180_000);
  assert.ok(idleMs > SETTINGS.IDLE_TIMEOUT_MS.default && idleMs > SETTINGS.PING_INTERVAL_MS.default);
  assert.equal(attributesOf(LoadBalancerAttributes)['routing.http.drop_invalid_header_fields.enabled'], 'true');
  assert.equal(environmentOf(serverOf('other')).TRUSTED_PROXIES, onlyOne('other', 'AWS::EC2::VPC').CidrBlock);
});

test('clients come by TLS 1.2 or 1.3 with the account’s certificate, through the load balancer and no other way', () => {
  for (const variant of EVERY) {
    const { Protocol, Certificates, SslPolicy } = onlyOne(variant, 'AWS::ElasticLoadBalancingV2::Listener');
    assert.equal(Protocol, variant === 'standard' ? 'TLS' : 'HTTPS');
    assert.deepEqual(Certificates, [{ CertificateArn: { Ref: 'CertificateArn' } }]);
    assert.match(SslPolicy, /^ELBSecurityPolicy-TLS13-1-2/);
    const open = resourcesOf(variant, 'AWS::EC2::SecurityGroup').flatMap(
      ([, { SecurityGroupIngress = [] }]) => SecurityGroupIngress as { CidrIp?: string; FromPort: number }[],
    );
    assert.deepEqual(
      open.map(({ CidrIp, FromPort }) => [CidrIp, FromPort]),
      [['0.0.0.0/0', 443]],
    );
    const inner = onlyOne(variant, 'AWS::EC2::SecurityGroupIngress');
    assert.equal(inner.FromPort, SETTINGS.PORT.default);
    assert.ok(inner.SourceSecurityGroupId && inner.CidrIp === undefined);
  }
});

test('the one task is reached by the load balancer’s addresses in both zones', () => {
  const { LoadBalancerAttributes } = onlyOne('standard', 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  // An ALB is so by itself.
  assert.equal(attributesOf(LoadBalancerAttributes)['load_balancing.cross_zone.enabled'], 'true');
});

test('a minute without a table or the pipeline ends no broadcast: nothing is cut, and the task is not replaced', () => {
  for (const variant of EVERY) {
    const group = onlyOne(variant, 'AWS::ElasticLoadBalancingV2::TargetGroup');
    const { HealthCheckIntervalSeconds: everySeconds, UnhealthyThresholdCount, HealthyThresholdCount } = group;
    assert.ok(everySeconds * UnhealthyThresholdCount >= 180, 'ECS replaces what is unhealthy');
    assert.ok(everySeconds * HealthyThresholdCount <= 40, 'a new task is soon used');
  }
  const { TargetGroupAttributes } = onlyOne('standard', 'AWS::ElasticLoadBalancingV2::TargetGroup');
  const cut = attributesOf(TargetGroupAttributes)['target_health_state.unhealthy.connection_termination.enabled'];
  assert.equal(cut, 'false', 'an NLB cuts the connections of unhealthy targets by default');
});

test('health is /readyz on the clients’ port; the container’s own check is the image’s', () => {
  const image = /^HEALTHCHECK [\s\S]*?CMD (\[.*\])$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  for (const variant of EVERY) {
    const group = onlyOne(variant, 'AWS::ElasticLoadBalancingV2::TargetGroup');
    assert.deepEqual(
      [group.HealthCheckPath, group.Port, group.HealthCheckPort],
      ['/readyz', SETTINGS.PORT.default, undefined],
    );
    assert.deepEqual(serverOf(variant).HealthCheck.Command, ['CMD', ...JSON.parse(image)]);
  }
});

test('one task and never two; it has its whole drain and 5 s more before it is killed', () => {
  for (const variant of EVERY) {
    // In the other variant the delay is set.
    const delayMs = variant === 'standard' ? SETTINGS.DRAIN_DELAY_MS.default : 20_000;
    const stopMs = delayMs + SETTINGS.DRAIN_TIMEOUT_MS.default + 5_000;
    const {
      DesiredCount,
      DeploymentConfiguration: how,
      AvailabilityZoneRebalancing,
    } = onlyOne(variant, 'AWS::ECS::Service');
    assert.deepEqual([DesiredCount, how.MinimumHealthyPercent, how.MaximumPercent], [1, 0, 100]);
    assert.equal(AvailabilityZoneRebalancing, 'DISABLED');
    assert.deepEqual(how.DeploymentCircuitBreaker, { Enable: true, Rollback: true });
    assert.equal(serverOf(variant).StopTimeout * 1_000, stopMs);
    assert.ok(stopMs <= 120_000, 'Fargate waits no longer');
    // Its last metrics find the collector, which does not take the server with it.
    assert.deepEqual(serverOf(variant).DependsOn, [{ Condition: 'START', ContainerName: 'collector' }]);
  }
});

test('containers write nothing to their file system, have no capabilities, and no secret in their variables', () => {
  for (const variant of EVERY) {
    for (const container of taskOf(variant).ContainerDefinitions as Container[]) {
      assert.equal(container.ReadonlyRootFilesystem, true);
      assert.deepEqual(container.LinuxParameters.Capabilities, { Drop: ['ALL'] });
      for (const name of Object.keys(environmentOf(container))) assert.doesNotMatch(name, /SECRET|PASSWORD|_KEY|TOKEN/);
      assert.equal(container.Essential, container.Name === 'server');
    }
  }
});

test('alarms go out encrypted by a key that CloudWatch may use, and only over TLS', () => {
  const [[keyId, key] = assert.fail('no key')] = resourcesOf('standard', 'AWS::KMS::Key');
  assert.equal(key.EnableKeyRotation, true);
  assert.ok(JSON.stringify(key.KeyPolicy).includes('cloudwatch.amazonaws.com'));
  const topics = resourcesOf('standard', 'AWS::SNS::Topic');
  assert.deepEqual(
    topics.map(([, { TopicName }]) => TopicName),
    ['rostrum-critical', 'rostrum-warning'],
  );
  for (const [, { KmsMasterKeyId }] of topics) assert.deepEqual(KmsMasterKeyId, { 'Fn::GetAtt': [keyId, 'Arn'] });
  const policies = resourcesOf('standard', 'AWS::SNS::TopicPolicy').map(([, policy]) => JSON.stringify(policy));
  assert.ok(
    policies.every((policy) => policy.includes('aws:SecureTransport') && policy.includes('cloudwatch.amazonaws.com')),
  );
});

test('nothing costs by the hour unseen: no NAT gateway, no interface endpoint, and the endpoints that are free', () => {
  for (const variant of EVERY) {
    assert.deepEqual(resourcesOf(variant, 'AWS::EC2::NatGateway'), []);
    const endpoints = resourcesOf(variant, 'AWS::EC2::VPCEndpoint').map(([, { VpcEndpointType }]) => VpcEndpointType);
    assert.deepEqual(endpoints, ['Gateway', 'Gateway']);
    assert.equal(resourcesOf(variant, 'AWS::EC2::Subnet').length, 2);
  }
});

test('a user pool is there when asked for, and then no issuer is: nobody signs up alone, passwords are long', () => {
  assert.deepEqual(resourcesOf('standard', 'AWS::Cognito::UserPool'), []);
  const pool = onlyOne('other', 'AWS::Cognito::UserPool');
  assert.equal(pool.AdminCreateUserConfig.AllowAdminCreateUserOnly, true);
  assert.ok(pool.Policies.PasswordPolicy.MinimumLength >= 12);
  const client = onlyOne('other', 'AWS::Cognito::UserPoolClient');
  assert.deepEqual([client.GenerateSecret ?? false, client.AllowedOAuthFlowsUserPoolClient], [false, false]);
  // No password goes to Cognito in clear but from whoever has credentials of the account.
  assert.ok(!client.ExplicitAuthFlows.includes('ALLOW_USER_PASSWORD_AUTH'));
  const parameters = Object.keys(readTemplate('other').Parameters);
  assert.ok(!parameters.some((name) => name.startsWith('Auth')) && parameters.includes('DomainName'));
});

test('the template names nothing of the machine that made it', () => {
  for (const variant of EVERY) assert.ok(!JSON.stringify(readTemplate(variant)).includes(ROOT));
});

const app = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', join(DEPLOY, 'bin/app.ts'), ...args], {
    encoding: 'utf8',
    cwd: DEPLOY,
  });

test('--help lists every choice; a choice that is none ends with one line and no template', () => {
  const help = app('--help');
  assert.equal(help.status, 0);
  for (const word of [
    'loadBalancer=nlb (or alb)',
    'alarms=classic',
    'identity=issuer',
    'data=keep',
    'pipelineConcurrency',
  ]) {
    assert.ok(help.stdout.includes(word), word);
  }
  for (const [args, said] of [
    [['-c', 'loadBalancer=clb'], /^loadBalancer must be nlb or alb, not "clb"$/],
    [['-c', 'loadBalancr=alb'], /^unknown: loadBalancr\. --help/],
    [['-c', 'alb'], /^-c takes KEY=VALUE/],
  ] as const) {
    const { status, stderr, stdout } = app(...args);
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr.trim(), said);
  }
});

test('every problem with the choices is told at once', () => {
  const given: Readonly<Record<string, string>> = { alarms: 'loud', data: 'burn', pipelineConcurrency: '0' };
  assert.throws(() => readOptions(given), /alarms must be .*\ndata must be .*\npipelineConcurrency must be /);
  assert.deepEqual(readOptions({}), {
    ...{ loadBalancer: 'nlb', alarms: 'classic', identity: 'issuer', data: 'keep' },
    ...{ pipelineConcurrency: undefined, settings: {} },
  });
});

test('settings of the server can be chosen, except what the template decides, what it would give away, and what Fargate would cut off', () => {
  const { TRANSCRIBE_MAX_STREAMS, DRAIN_DELAY_MS } = environmentOf(serverOf('other'));
  assert.deepEqual([TRANSCRIBE_MAX_STREAMS, DRAIN_DELAY_MS], ['100', '20000']);
  for (const [name, value, said] of [
    ['PORT', '80', /the template decides it/],
    ['TRUSTED_PROXIES', '0.0.0.0/0', /the template decides it/],
    ['INSIDE_TOKEN', 'open-sesame-open-sesame', /it is a secret/],
    ['TRANSCRIBE_STREAMS', '1', /the server has no setting/],
    ['TRANSCRIBE_MAX_STREAMS', 'many', /must be a whole number/],
    ['DRAIN_TIMEOUT_MS', '120000', /may be 115000 together/],
  ] as const) {
    assert.throws(() => readOptions({ [`set.${name}`]: value }), said);
  }
  // Every variable that the template gives is decided by it, but for those that only have a default here.
  for (const name of Object.keys(environmentOf(serverOf('standard'))).filter((one) => one !== 'OTEL_TRACES_EXPORTER')) {
    assert.throws(() => readOptions({ [`set.${name}`]: '1' }), /the template decides it/, name);
  }
});
