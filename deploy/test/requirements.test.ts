/**
 * Requirement 12 and the infrastructure of 4, 7 and 8, clause by clause. Where Rostrum has something else than the old system
 * (one socket server for ten routes, a session's own timer for a rule, one bundle for a layer) the test says what replaces it.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfiguration } from '../../pipeline/configuration.ts';
import { ACTIONS, type Action } from '../../src/protocol/client-messages.ts';
import { DEFAULT_SIZES } from '../../src/protocol/limits.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';
import { type Container, environmentOf, resolved } from './resolved.ts';
import { filesFrom } from './used-actions.ts';
import { onlyOne, outdirOf, ROOT, readTemplate, resourcesOf, VARIANTS, type Variant } from './variants.ts';

const EVERY = Object.keys(VARIANTS) as Variant[];
const containersOf = (variant: Variant): Container[] =>
  onlyOne(variant, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
const containerOf = (variant: Variant, name: string): Container =>
  containersOf(variant).find(({ Name }) => Name === name) ?? assert.fail(`no container ${name}`);
const lambdaOf = (variant: Variant) => onlyOne(variant, 'AWS::Lambda::Function');
const functionEnvironment = (variant: Variant): Record<string, string> =>
  Object.fromEntries(
    Object.entries(lambdaOf(variant).Environment.Variables).map(([name, value]) => [name, resolved(value)]),
  );

/** Says that something is tested elsewhere: the claim must still be there. */
function isTested(file: string, claim: string): void {
  assert.ok(readFileSync(join(ROOT, file), 'utf8').includes(`test('${claim}'`), `${file}: ${claim}`);
}

/** The requirements' table of routes, with the role that each is for. */
const ROUTES: Readonly<Partial<Record<Action, 'speaker' | 'listener'>>> = {
  sendAudio: 'speaker',
  pauseBroadcast: 'speaker',
  resumeBroadcast: 'speaker',
  muteBroadcast: 'speaker',
  unmuteBroadcast: 'speaker',
  setVolume: 'speaker',
  speakerStateChange: 'speaker',
  getSessionStatus: 'speaker',
  pausePlayback: 'listener',
  changeLanguage: 'listener',
};

test('12.1: there is one function, the pipeline, configured as it needs to be: limits, one attempt, no older than a minute', () => {
  for (const variant of EVERY) {
    const { Handler, MemorySize, Timeout, Runtime, LoggingConfig, Role, ReservedConcurrentExecutions } =
      lambdaOf(variant);
    assert.deepEqual({ Handler, MemorySize, Timeout }, { Handler: 'handler.handler', MemorySize: 1_024, Timeout: 60 });
    assert.ok(Role && LoggingConfig.LogGroup);
    assert.equal(ReservedConcurrentExecutions, variant === 'standard' ? undefined : 5);
    const [, major] = /^nodejs(\d+)\.x$/.exec(Runtime) ?? [];
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.ok(engines.node.includes(`^${major}.`), `Node ${major} is one that the product is tested with`);
    const invoked = onlyOne(variant, 'AWS::Lambda::EventInvokeConfig');
    // Speech that comes a minute late is for nobody, and a destination for failures would keep what was said.
    assert.deepEqual(
      [invoked.MaximumRetryAttempts, invoked.MaximumEventAgeInSeconds, invoked.DestinationConfig],
      [0, 60, undefined],
    );
  }
});

test('12.1: the function’s variables are those that its own reader takes, the key comes from the secret', () => {
  for (const variant of EVERY) {
    const { deliveryEndpoint, deliverySecretArn, connectionsTable, engines } = readConfiguration({
      ...functionEnvironment(variant),
      AWS_LAMBDA_FUNCTION_NAME: 'pipeline',
    });
    assert.equal(deliveryEndpoint, 'https://live.example.org');
    assert.match(deliverySecretArn ?? '', /^ref-PipelineDeliveryKey/);
    assert.deepEqual([connectionsTable, engines], ['Connections', 'aws']);
    const secret = onlyOne(variant, 'AWS::SecretsManager::Secret').GenerateSecretString;
    assert.deepEqual(
      [secret.SecretStringTemplate, secret.GenerateStringKey],
      ['{"accessKeyId":"rostrum-pipeline"}', 'secretAccessKey'],
    );
  }
});

test('12.2 and 4.1: the ten routes, sendAudio among them, are ten actions of one socket server', () => {
  assert.equal(Object.keys(ROUTES).length, 10);
  for (const [action, role] of Object.entries(ROUTES)) {
    assert.equal(ACTIONS[action as Action].who, role, action);
  }
  // Each is carried out by the same program that has the socket: no route, integration or API is deployed for one.
  for (const variant of EVERY) {
    const types = Object.values(readTemplate(variant).Resources).map(({ Type }) => Type);
    assert.deepEqual(
      types.filter((type) => type.startsWith('AWS::ApiGateway')),
      [],
    );
    assert.equal(types.filter((type) => type === 'AWS::ElasticLoadBalancingV2::Listener').length, 1);
    assert.equal(types.filter((type) => type === 'AWS::ElasticLoadBalancingV2::ListenerRule').length, 0);
  }
});

test('4.2 and 4.5: what comes in on 443 goes to the server’s own port, and is in the synthesized template', () => {
  for (const variant of EVERY) {
    const [[groupId, group] = assert.fail('no target group')] = resourcesOf(
      variant,
      'AWS::ElasticLoadBalancingV2::TargetGroup',
    );
    const listener = onlyOne(variant, 'AWS::ElasticLoadBalancingV2::Listener');
    assert.equal(listener.Port, 443);
    assert.deepEqual(listener.DefaultActions, [{ TargetGroupArn: { Ref: groupId }, Type: 'forward' }]);
    assert.equal(group.Port, SETTINGS.PORT.default);
    const [target] = onlyOne(variant, 'AWS::ECS::Service').LoadBalancers;
    assert.deepEqual([target.ContainerName, target.ContainerPort], ['server', SETTINGS.PORT.default]);
    assert.equal(containerOf(variant, 'server').PortMappings[0].ContainerPort, SETTINGS.PORT.default);
  }
});

test('4.3: the 60 s integration deadline is the function’s; audio itself is integrated in the socket server and waits for none', () => {
  const { translationDeadlineMs, speechDeadlineMs } = readConfiguration(functionEnvironment('standard'));
  const { Timeout } = lambdaOf('standard');
  assert.equal(Timeout, 60);
  // The pipeline's own limits end first, so that a late engine is an outcome and not a killed function.
  assert.ok(translationDeadlineMs + speechDeadlineMs < (Timeout * 1_000) / 2);
});

test('4.4: binary frames pass as they are: nothing between client and server looks into a WebSocket', () => {
  // The NLB passes bytes on; an ALB passes a WebSocket's bytes on after its upgrade. Neither converts content.
  assert.equal(onlyOne('standard', 'AWS::ElasticLoadBalancingV2::TargetGroup').Protocol, 'TCP');
  assert.equal(onlyOne('other', 'AWS::ElasticLoadBalancingV2::TargetGroup').Protocol, 'HTTP');
  assert.match(ACTIONS.sendAudio.meaning, /binary frame carries the same bytes/);
  assert.equal(DEFAULT_SIZES.audioBytes, 32_768);
  isTested(
    'test/server/sockets/message-router.test.ts',
    'binary frames are audio whoever sends them: too large first, then the seat, then the sound',
  );
});

test('12.4: every log group has an end to its retention, and every program its log group', () => {
  for (const variant of EVERY) {
    const groups = new Map(resourcesOf(variant, 'AWS::Logs::LogGroup'));
    for (const [id, { RetentionInDays }] of groups) assert.ok(RetentionInDays >= 1 && RetentionInDays <= 30, id);
    const written = [
      ...containersOf(variant).map(({ LogConfiguration }) => LogConfiguration.Options['awslogs-group'].Ref),
      lambdaOf(variant).LoggingConfig.LogGroup.Ref,
      onlyOne(variant, 'AWS::EC2::FlowLog').LogGroupName.Ref,
    ];
    for (const id of written) assert.ok(groups.has(id), id);
    assert.equal(new Set(written).size, written.length);
  }
});

test('12.5: the status every 30 s is sent by each session’s own timer: there is no EventBridge rule, and the setting is not changed', () => {
  assert.equal(SETTINGS.STATUS_INTERVAL_MS.default, 30_000);
  for (const variant of EVERY) {
    assert.deepEqual(resourcesOf(variant, 'AWS::Events::Rule'), []);
    assert.ok(!('STATUS_INTERVAL_MS' in environmentOf(containerOf(variant, 'server'))));
  }
  isTested('test/machines/session.reporting.test.ts', 'a status is reported every 30 s when nothing changes');
});

test('7.1: the tables have one name each in every part: the template, the server, the pipeline and the server’s defaults', () => {
  for (const variant of EVERY) {
    const names = resourcesOf(variant, 'AWS::DynamoDB::Table').map(([, { TableName }]) => TableName);
    const server = environmentOf(containerOf(variant, 'server'));
    assert.deepEqual(names, ['Sessions', 'Connections']);
    assert.deepEqual([server.SESSIONS_TABLE_NAME, server.CONNECTIONS_TABLE_NAME], names);
    assert.equal(functionEnvironment(variant).CONNECTIONS_TABLE_NAME, 'Connections');
    assert.deepEqual([SETTINGS.SESSIONS_TABLE_NAME.default, SETTINGS.CONNECTIONS_TABLE_NAME.default], names);
  }
});

test('7.4: every variable of the server is one of its settings, and its own reader takes them all', () => {
  for (const variant of EVERY) {
    const server = containerOf(variant, 'server');
    const secrets = Object.fromEntries((server.Secrets ?? []).map(({ Name }) => [Name, 'from-the-secret']));
    const environment = { ...environmentOf(server), ...secrets };
    for (const name of Object.keys(environment)) assert.ok(name in SETTINGS, name);
    const read = readConfig(environment);
    assert.deepEqual(read.ok ? read.warnings : read.problems, []);
    assert.ok(read.ok);
    const { mode, aws, trustedProxies, metrics, host, adminHost } = read.config;
    assert.deepEqual([mode, host, adminHost], ['aws', '0.0.0.0', '127.0.0.1']);
    assert.deepEqual(trustedProxies, variant === 'standard' ? [] : [onlyOne(variant, 'AWS::EC2::VPC').CidrBlock]);
    assert.equal(metrics.otlp?.latencies, variant === 'standard' ? 'exponentialDelta' : 'explicit');
    assert.deepEqual(aws.delivery, { accessKeyId: 'from-the-secret', secretAccessKey: 'from-the-secret' });
    if (variant === 'standard') assert.equal(aws.issuer, 'https://issuer.example.org');
    else assert.match(aws.issuer, /^https:\/\/cognito-idp\.eu-west-1\.amazonaws\.com\/ref-IdentitySpeakers/);
    assert.ok(aws.jwksUrl.startsWith(`${aws.issuer}/`));
  }
});

test('7.4: both sides have the delivery key from the same secret', () => {
  for (const variant of EVERY) {
    const secrets = containerOf(variant, 'server').Secrets ?? [];
    const [id] = resourcesOf(variant, 'AWS::SecretsManager::Secret')[0] ?? [];
    assert.deepEqual(
      secrets.map(({ Name, ValueFrom }) => [Name, resolved(ValueFrom)]),
      [
        ['DELIVERY_ACCESS_KEY_ID', `ref-${id}:accessKeyId::`],
        ['DELIVERY_SECRET_ACCESS_KEY', `ref-${id}:secretAccessKey::`],
      ],
    );
    assert.equal(functionEnvironment(variant).DELIVERY_SECRET_ARN, `ref-${id}`);
  }
});

test('7.5, 8.1 to 8.3: shared code is in the function’s own bundle, which replaces the layer: one function has nobody to share with', () => {
  const files = [...filesFrom(['pipeline/handler.ts']).keys()];
  const shared = files.filter((path) => path.startsWith('src/'));
  assert.ok(shared.includes('src/audio/bounded-map.ts'), 'code of the server is in the pipeline');
  for (const variant of EVERY) {
    assert.deepEqual(resourcesOf(variant, 'AWS::Lambda::LayerVersion'), []);
    assert.equal(lambdaOf(variant).Layers, undefined);
  }
});

test('8.4: the function’s code is named by its content, so that a version is never changed', () => {
  const { S3Key } = lambdaOf('standard').Code;
  assert.match(S3Key, /^[0-9a-f]{64}\.zip$/);
  assert.equal(lambdaOf('other').Code.S3Key, S3Key, 'the same code gives the same name');
  const folder = join(outdirOf('standard'), `asset.${S3Key.replace('.zip', '')}`);
  assert.deepEqual(readdirSync(folder), ['handler.mjs']);
});

test('8.5: the bundle loads with nothing beside it, and its handler is there', async () => {
  const { S3Key } = lambdaOf('standard').Code;
  const file = join(outdirOf('standard'), `asset.${S3Key.replace('.zip', '')}`, 'handler.mjs');
  assert.ok(existsSync(file));
  const { handler } = await import(file);
  await assert.rejects(handler({ describe: 'targets' }), /Bad configuration: DELIVERY_ENDPOINT must be/);
});
