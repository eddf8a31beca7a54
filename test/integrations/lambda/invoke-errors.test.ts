import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/client-lambda';
import { sameFailure, startBothWays } from './both-ways.ts';
import { answer } from './raw-lambda.ts';

const LIMIT = { timeout: 60_000 };

const EXCEPTIONS = Object.entries(sdk)
  .filter(([, exported]) => typeof exported === 'function' && exported.prototype instanceof sdk.LambdaServiceException)
  .map(([name]) => name);
/** Every service's, so not in the client's model. */
const COMMON = [
  ...['AccessDeniedException', 'ExpiredTokenException', 'IncompleteSignature', 'InvalidClientTokenId'],
  ...['InvalidSignatureException', 'MissingAuthenticationTokenException', 'RequestExpired', 'RequestTimeTooSkewed'],
  ...['ThrottlingException', 'UnrecognizedClientException', 'ServiceUnavailable', 'NobodyKnowsThisOne'],
];

/** Where a service may name its error. */
const FORMS: Readonly<Record<string, (name: string, status: number) => string>> = {
  'in a header': (name, status) => answer(status, '{"Message":"said\\nso"}', { 'x-amzn-errortype': name }),
  'in a header, with a place': (name, status) =>
    answer(status, '{"message":"said so"}', { 'X-Amzn-ErrorType': `${name}:http://internal.amazon.com/` }),
  'in the body': (name, status) =>
    answer(status, JSON.stringify({ __type: `com.amazonaws.lambda#${name}`, Type: 'User' })),
  'as a code': (name, status) => answer(status, JSON.stringify({ code: name, message: 'Grüße', Reason: 'x' })),
};

const STATUSES = [400, 403, 404, 413, 429, 500, 502, 503];

test('every error of Lambda, in every form and with every status, is the SDK’s', LIMIT, async (t) => {
  const { lambda, ways } = await startBothWays(t);
  const names = [...EXCEPTIONS, ...COMMON];
  const forms = Object.entries(FORMS);
  const failures = new Set<string>();
  const check = async (name: string, [form, said]: (typeof forms)[number], status: number) => {
    lambda.answerWith((socket) => socket.write(said(name, status)));
    const { name: given, failure } = await sameFailure(ways, `${status} ${name} ${form}`);
    assert.equal(given, name);
    failures.add(failure);
  };
  assert.ok(EXCEPTIONS.length > 30, 'the client’s model was read');

  for (const [at, name] of names.entries()) {
    for (const form of forms) await check(name, form, STATUSES[at % STATUSES.length] ?? 0);
  }
  for (const name of ['TooManyRequestsException', 'ThrottlingException', 'NobodyKnowsThisOne']) {
    for (const form of forms) for (const status of STATUSES) await check(name, form, status);
  }

  assert.deepEqual([...failures].sort(), [
    'accessDenied',
    'notFound',
    'refused',
    'serviceError',
    'throttled',
    'tooLarge',
  ]);
  assert.equal(ways.slowCalls(), 0);
});

const CHUNKED = 'HTTP/1.1 500 Said\r\nTransfer-Encoding: chunked\r\n\r\n';
const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>';

/** Answers that Lambda does not give, but what is between may. `!` closes the connection after it. */
const ODD: Readonly<Record<string, string>> = {
  'a refusal without a body': answer(503, ''),
  'a refusal without a length': 'HTTP/1.1 503 Said\r\n\r\n!',
  'a proxy’s page': answer(502, HTML, { 'content-type': 'text/html' }),
  'a page with the status of a redirection': answer(302, HTML, { location: 'http://127.0.0.1/' }),
  'a status that does not exist': answer(999, '{}'),
  'half a body': 'HTTP/1.1 500 Said\r\nContent-Length: 100\r\n\r\n{"Message":!',
  'half a body of an accepted call': 'HTTP/1.1 202 Said\r\nContent-Length: 100\r\n\r\n{"a":!',
  'half a head': 'HTTP/1.1 202 Said\r\nContent-Len!',
  'a body in chunks': `${CHUNKED}5\r\n{"Mes\r\nd\r\nsage":"there"}\r\n0\r\n\r\n`,
  'half a chunk': `${CHUNKED}5\r\n{"M!`,
  'a chunk that is none': `${CHUNKED}zz\r\n{}\r\n0\r\n\r\n!`,
  'two lengths': 'HTTP/1.1 500 Said\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}!',
  'another protocol': 'SSH-2.0-OpenSSH_9.6\r\n\r\n!',
  'JSON that is none': answer(400, '{"Message": undefined}', { 'x-amzn-errortype': 'ServiceException' }),
  'JSON that is no object': answer(400, '"no"', { 'x-amzn-errortype': 'ServiceException' }),
  null: answer(400, 'null', { 'x-amzn-errortype': 'ServiceException' }),
  'bytes that are no text': `HTTP/1.1 400 Said\r\nContent-Length: 3\r\n\r\n\u00ff\u00fe{`,
  nothing: '!',
};

for (const [said, bytes] of Object.entries(ODD)) {
  test(`${said}: the failure is the SDK’s`, LIMIT, async (t) => {
    const { ways } = await startBothWays(t, (socket) => {
      socket.write(Buffer.from(bytes.replace(/!$/, ''), 'latin1'));
      if (bytes.endsWith('!')) socket.end();
    });

    await sameFailure(ways, said);

    assert.equal(ways.slowCalls(), 0);
  });
}
