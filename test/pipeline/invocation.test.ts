import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as names from '@opentelemetry/semantic-conventions/incubating';
import { invocationAttributes, invocationIdOf } from '../../pipeline/invocation.ts';

test('an invocation is described by the names of OpenTelemetry’s conventions for functions', () => {
  assert.deepEqual(invocationAttributes({ id: 'r-1', isColdStart: true }), {
    [names.ATTR_FAAS_TRIGGER]: names.FAAS_TRIGGER_VALUE_OTHER,
    [names.ATTR_FAAS_COLDSTART]: true,
    [names.ATTR_FAAS_INVOCATION_ID]: 'r-1',
  });
});

test('without an id of its host an invocation has none', () => {
  for (const context of [undefined, null, {}, { awsRequestId: 7 }]) assert.equal(invocationIdOf(context), undefined);
  assert.equal(invocationIdOf({ awsRequestId: 'r-1' }), 'r-1');
  assert.ok(!('faas.invocation.id' in invocationAttributes({ id: undefined, isColdStart: false })));
});
