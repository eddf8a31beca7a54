import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EMBEDDED_CREDENTIALS } from '../../../src/integrations/emulators/account.ts';
import { CloseStack, NO_FLUSH } from '../../../src/server/boot/close-stack.ts';
import { startIntegrations } from '../../../src/server/boot/integrations.ts';
import type { StartServices } from '../../../src/server/boot/local-services.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { AWS_ENVIRONMENT } from '../../support/boot/aws-environment.ts';
import { FakeServices } from '../../support/boot/fake-services.ts';

function start(t: TestContext, environment: Readonly<Record<string, string>>, startServices: StartServices) {
  const read = readConfig(environment);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('|'));
  const log = new RecordingLog();
  const closing = new CloseStack(log);
  t.after(() => closing.close(NO_FLUSH));
  const deps = { config: read.config, log, url: 'http://here:8080', startServices };
  return { closing, log, started: startIntegrations(deps, closing) };
}

test('embedded mode starts the services, calls them with their own key, and stops them at the end', async (t) => {
  const services = new FakeServices();
  const told: string[] = [];
  const { closing, log, started } = start(t, {}, async ({ deliveryEndpoint }) => {
    told.push(deliveryEndpoint);
    return services;
  });

  const integrations = await started;

  assert.deepEqual(told, ['http://here:8080']);
  assert.equal(integrations.services, services);
  assert.equal(integrations.pipeline.endpoint, services.lambda.endpoint);
  assert.equal(typeof integrations.identity.issueDevToken, 'function');
  assert.deepEqual(await integrations.records.client.config.credentials(), EMBEDDED_CREDENTIALS);
  assert.deepEqual(integrations.pipeline.credentials, EMBEDDED_CREDENTIALS);
  assert.equal(services.closed, 0);

  await closing.close(NO_FLUSH);

  assert.equal(services.closed, 1);
  assert.deepEqual(log.lines, []);
});

test('AWS mode starts no service, and leaves addresses and keys to the environment', async (t) => {
  const { started } = start(t, AWS_ENVIRONMENT, () => assert.fail('no local service in AWS mode'));

  const { identity, inspection, pipeline, records, services } = await started;

  assert.deepEqual(pipeline, { region: 'eu-west-1', functionName: 'pipeline' });
  assert.equal(await records.client.config.region(), 'eu-west-1');
  assert.deepEqual([services, identity.issueDevToken, inspection], [undefined, undefined, {}]);
});

test('services that cannot be started end the start with their own line', async (t) => {
  const { closing, log, started } = start(t, {}, () => Promise.reject(new Error('Moonshine cannot be used: why')));

  await assert.rejects(started, { message: 'Moonshine cannot be used: why' });
  await closing.close(NO_FLUSH);

  assert.deepEqual(log.lines, []);
});
