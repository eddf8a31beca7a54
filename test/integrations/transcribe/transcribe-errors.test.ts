import assert from 'node:assert/strict';
import test from 'node:test';
import { toDetail, toFailureReport } from '../../../src/integrations/transcribe/transcribe-errors.ts';
import type { TranscribeFailure } from '../../../src/machines/failures.ts';

const IDLE = 'Your request timed out because no new audio was received for 15 seconds.';

const THROWN: readonly (readonly [name: string, message: string, failure: TranscribeFailure])[] = [
  ['BadRequestException', IDLE, 'idle'],
  ['BadRequestException', 'Your stream is too big. Reduce the frame size and try your request again.', 'oversize'],
  ['BadRequestException', 'The audio chunk exceeds the maximum size.', 'oversize'],
  ['BadRequestException', 'The request signature we calculated does not match.', 'signature'],
  ['BadRequestException', 'The security token included in the request is expired', 'accessDenied'],
  ['BadRequestException', 'The security token included in the request is invalid.', 'accessDenied'],
  ['BadRequestException', '{"Message":"The provided token has expired."}', 'accessDenied'],
  ['BadRequestException', 'Your session token has expired. Please reauthenticate.', 'accessDenied'],
  ['BadRequestException', 'The AWS Access Key Id needs a subscription for the service', 'accessDenied'],
  ['BadRequestException', 'Credentials have expired', 'accessDenied'],
  ['ValidationException', 'The security token included in the request is expired', 'accessDenied'],
  ['SomethingNewException', 'The security token included in the request is expired', 'accessDenied'],
  ['Error', 'Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z', 'signature'],
  ['BadRequestException', 'Unsupported clock rate', 'badRequest'],
  ['BadRequestException', 'Signature expired: 20261129T090000Z is now earlier than 20261129T091000Z', 'signature'],
  ['BadRequestException', 'Signature not yet current: 20261129T092000Z is still later', 'signature'],
  ['BadRequestException', 'Request has expired. Timestamp date is 2026-11-29T09:00:00Z', 'signature'],
  ['RequestExpired', 'x', 'signature'],
  ['RequestTimeTooSkewed', 'x', 'signature'],
  ['RequestInTheFuture', 'x', 'signature'],
  ['ExpiredToken', 'x', 'accessDenied'],
  ['InvalidClientTokenId', 'x', 'accessDenied'],
  ['TokenRefreshRequired', 'x', 'accessDenied'],
  ['BadRequestException', 'The language is not supported.', 'badRequest'],
  ['BadRequestException', 'The media encoding is invalid.', 'badRequest'],
  ['BadRequestException', '', 'badRequest'],
  ['ValidationException', 'x', 'badRequest'],
  ['SerializationException', 'x', 'badRequest'],
  ['LimitExceededException', 'x', 'throttled'],
  ['ThrottlingException', 'x', 'throttled'],
  ['InternalFailureException', IDLE, 'internal'],
  ['ServiceUnavailableException', 'x', 'unavailable'],
  ['ConflictException', 'x', 'conflict'],
  ['AccessDeniedException', 'x', 'accessDenied'],
  ['UnrecognizedClientException', 'x', 'accessDenied'],
  ['ExpiredTokenException', 'x', 'accessDenied'],
  ['CredentialsProviderError', 'x', 'accessDenied'],
  ['InvalidSignatureException', 'x', 'signature'],
  ['SignatureDoesNotMatch', 'x', 'signature'],
  ['SyntaxError', 'Unexpected end of JSON input', 'corrupted'],
  ['RangeError', 'Offset is outside the bounds of the DataView', 'corrupted'],
  ['Error', 'Truncated event message received.', 'corrupted'],
  ['Error', 'The message checksum (1) did not match the calculated value of 2', 'corrupted'],
  ['Error', 'Provided message too short to accommodate event stream message overhead', 'corrupted'],
  ['Error', 'HTTP/2 stream is abnormally aborted in mid-communication with result code 8.', 'connectionLost'],
  ['TimeoutError', 'x', 'connectionLost'],
  ['constructor', 'x', 'connectionLost'],
];

for (const [name, message, failure] of THROWN) {
  test(`${name} "${message}" is ${failure}`, () => {
    const thrown = toFailureReport(Object.assign(new Error(message), { name }));

    assert.deepEqual(thrown, { failure, detail: `${name}: ${message}`.trim() });
  });
}

for (const [status, failure] of [
  [401, 'accessDenied'],
  [403, 'accessDenied'],
  [409, 'conflict'],
  [429, 'throttled'],
  [500, 'internal'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
  [418, 'connectionLost'],
] as const) {
  test(`an unknown name with HTTP status ${status} is ${failure}`, () => {
    const error = Object.assign(new Error('x'), { name: 'Unheard', $metadata: { httpStatusCode: status } });

    assert.equal(toFailureReport(error).failure, failure);
  });
}

test("the socket's own error is told in place of the SDK's where the connection was lost, and only there", () => {
  const socketError = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  assert.deepEqual(toFailureReport(new Error('abnormally aborted'), socketError), {
    failure: 'connectionLost',
    detail: 'ECONNREFUSED: connect ECONNREFUSED',
  });
  assert.deepEqual(toFailureReport(Object.assign(new Error('x'), { name: 'ConflictException' }), socketError), {
    failure: 'conflict',
    detail: 'ConflictException: x',
  });
});

test('whatever was thrown, the detail is one bounded line', () => {
  assert.equal(toDetail('a\nstring'), 'Error: a string');
  assert.equal(toDetail(undefined), 'Error: undefined');
  assert.equal(toDetail(new Error('x'.repeat(10_000))).length, 200);
  assert.deepEqual(toFailureReport({ name: 'ConflictException' }).failure, 'connectionLost');
});
