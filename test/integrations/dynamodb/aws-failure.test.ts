import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyAwsError, DYNAMODB_FAILURES } from '../../../src/integrations/dynamodb/aws-failure.ts';

function failureOf(error: unknown): string {
  const { failure, retryable } = classifyAwsError(error);
  assert.equal(retryable, DYNAMODB_FAILURES[failure].retryable);
  return failure;
}

test('errors are told apart by name, by code, and by status where the name says nothing', () => {
  const named = (name: string, status?: number) =>
    Object.assign(new Error('x'), { name }, status === undefined ? {} : { $metadata: { httpStatusCode: status } });

  assert.equal(failureOf(named('ThrottlingException')), 'throttled');
  assert.equal(failureOf(named('ProvisionedThroughputExceededException')), 'throughputExceeded');
  assert.equal(failureOf(named('InternalServerError')), 'internal');
  assert.equal(failureOf(named('ConditionalCheckFailedException')), 'conditionFailed');
  assert.equal(failureOf(named('ValidationException')), 'validation');
  assert.equal(failureOf(named('AccessDeniedException')), 'accessDenied');
  assert.equal(failureOf(Object.assign(new Error('x'), { code: 'ECONNRESET' })), 'network');
  assert.equal(failureOf(named('NewTrouble', 503)), 'internal');
  assert.equal(failureOf(named('NewTrouble', 418)), 'validation');
});

test('whatever else is thrown is unknown and not tried again', () => {
  for (const thrown of [undefined, null, 'text', new Error('x'), { name: 'toString' }, { $metadata: {} }]) {
    assert.deepEqual(classifyAwsError(thrown), { failure: 'unknown', retryable: false });
  }
});
