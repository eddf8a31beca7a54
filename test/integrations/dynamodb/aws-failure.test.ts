import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyAwsError, DYNAMODB_FAILURES } from '../../../src/integrations/dynamodb/aws-failure.ts';

function failureOf(error: unknown): string {
  const { failure, ...rest } = classifyAwsError(error);
  const { meaning: detail, ...meant } = DYNAMODB_FAILURES[failure];
  assert.deepEqual(rest, { ...meant, detail });
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
  assert.equal(failureOf(named('TimeoutError')), 'timeout');
  assert.equal(failureOf(Object.assign(named('TimeoutError'), { code: 'ECONNRESET' })), 'network');
  assert.equal(failureOf(named('NewTrouble', 503)), 'internal');
  assert.equal(failureOf(named('NewTrouble', 418)), 'validation');
});

test('whatever else is thrown is unknown and not tried again', () => {
  for (const thrown of [undefined, null, 'text', new Error('x'), { name: 'toString' }, { $metadata: {} }]) {
    const { failure, retryable, verdict } = classifyAwsError(thrown);
    assert.deepEqual([failure, retryable, verdict], ['unknown', false, 'none']);
  }
});

test('the service has failed exactly where trying again may help: a refusal of the call itself is an answer', () => {
  for (const [failure, { retryable, verdict }] of Object.entries(DYNAMODB_FAILURES)) {
    // Credentials may be renewed, whatever that says of the service.
    assert.equal(verdict === 'failed' || failure === 'accessDenied', retryable, failure);
  }
  assert.equal(DYNAMODB_FAILURES.validation.verdict, 'answered');
  assert.equal(DYNAMODB_FAILURES.conditionFailed.verdict, 'answered');
  assert.equal(DYNAMODB_FAILURES.aborted.verdict, 'none');
});
