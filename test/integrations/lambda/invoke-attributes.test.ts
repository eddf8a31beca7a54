import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as unstable from '@opentelemetry/semantic-conventions/incubating';
import { invokeAttributes, UNSTABLE_NAMES } from '../../../src/integrations/lambda/invoke-attributes.ts';
import { createTranslationPort } from '../../../src/integrations/lambda/translation-port.ts';
import { request } from '../../support/actors/fake-translation.ts';
import { answer, startRawLambda } from './raw-lambda.ts';

const KNOWN = { host: 'lambda.eu-west-1.amazonaws.com', requestId: 'r-1' };
const ACCOUNT = '123456789012';

test('the names are those of OpenTelemetry’s conventions', () => {
  const theirs: Readonly<Record<string, unknown>> = { ...unstable };

  for (const [constant, name] of Object.entries(UNSTABLE_NAMES)) assert.equal(theirs[constant], name, constant);
});

test('an invocation’s span names the call, the function and the service', () => {
  assert.deepEqual(invokeAttributes({ functionName: 'pipeline', region: 'eu-west-1' }, KNOWN), {
    'rpc.system.name': 'aws-api',
    'rpc.method': 'Lambda/Invoke',
    'rpc.system': 'aws-api',
    'rpc.service': 'Lambda',
    'faas.invoked_provider': 'aws',
    'faas.invoked_region': 'eu-west-1',
    'faas.invoked_name': 'pipeline',
    'aws.request_id': 'r-1',
    'server.address': 'lambda.eu-west-1.amazonaws.com',
  });
});

for (const [functionName, name, region] of [
  ['pipeline', 'pipeline', 'eu-west-1'],
  ['pipeline:live', 'pipeline', 'eu-west-1'],
  [`${ACCOUNT}:function:my_pipeline-2`, 'my_pipeline-2', 'eu-west-1'],
  [`arn:aws:lambda:us-west-2:${ACCOUNT}:function:pipeline`, 'pipeline', 'us-west-2'],
  [`arn:aws-cn:lambda:cn-north-1:${ACCOUNT}:function:pipeline:live`, 'pipeline', 'cn-north-1'],
] as const) {
  test(`of ${functionName} the span has the name and the region, and not the account`, () => {
    const attributes = invokeAttributes({ functionName, region: 'eu-west-1' }, KNOWN);

    assert.deepEqual([attributes['faas.invoked_name'], attributes['faas.invoked_region']], [name, region]);
    assert.ok(!JSON.stringify(attributes).includes(ACCOUNT));
  });
}

test('the service’s id of a call is in its outcome, accepted or refused, and its host is known after the first', async (t) => {
  const lambda = await startRawLambda(t, (socket, _, nth) =>
    socket.write(answer(nth === 1 ? 202 : 503, '{}', { 'x-amzn-RequestId': `call-${nth}` })),
  );
  const port = createTranslationPort({
    ...{ functionName: 'pipeline', region: 'eu-west-1', endpoint: lambda.endpoint },
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
  });
  t.after(() => port.close());
  const { signal } = new AbortController();

  assert.equal(port.spanAttributes?.(undefined)['server.address'], undefined);
  const accepted = await port.invoke(request(), signal);
  const refused = await port.invoke(request(), signal);

  assert.deepEqual([accepted.ok, accepted.requestId], [true, 'call-1']);
  assert.deepEqual([refused.ok, refused.requestId], [false, 'call-2']);
  const attributes = port.spanAttributes?.(refused);
  assert.deepEqual([attributes?.['aws.request_id'], attributes?.['server.address']], ['call-2', '127.0.0.1']);
});
