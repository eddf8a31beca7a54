/** DynamoDB's protocol: reads a call, has the store carry it out, writes the answer. Owns no server and no store. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJsonObject } from '../json-body.ts';
import { writeJson } from '../loopback-server.ts';
import { readBody } from '../request-body.ts';
import { type DynamoDbCall, toDynamoDbCall } from './dynamodb-call.ts';
import type { DynamoDbFaults } from './dynamodb-faults.ts';
import { isOperation } from './library.ts';
import type { TableStore } from './table-store.ts';

/** The service's own limit. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const JSON_TYPES = ['application/x-amz-json-1.0', 'application/json'];
const TARGET = /^DynamoDB_(?:20111205|20120810)\.(\w{1,40})$/;
const HEALTHY = 'healthy: dynamodb';
/** Used for every call while no rule is in force: reading the call would be wasted work. */
const UNREAD: DynamoDbCall = { operation: '', tables: [] };

type Problem = readonly [type: string, message: string, status?: number];

/** @param faults injects faults into calls by the plan that is set on it. */
export async function answerTables(
  store: TableStore,
  faults: DynamoDbFaults | undefined,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming, MAX_BODY_BYTES);
  if (body.kind === 'aborted') return;
  if (body.kind === 'tooLarge') {
    response.setHeader('connection', 'close');
    refuse(response, ['RequestTooLargeException', `A request has at most ${MAX_BODY_BYTES} bytes.`, 413]);
    return;
  }
  const target = incoming.headers['x-amz-target']?.toString();
  const serve = () => void carryOut(store, incoming, target, body.bytes, response);
  if (faults === undefined) serve();
  else faults.take(faults.hasRules ? toDynamoDbCall(target, body.bytes) : UNREAD, incoming, response, serve);
}

async function carryOut(
  store: TableStore,
  { headers, method }: IncomingMessage,
  target: string | undefined,
  bytes: Buffer,
  response: ServerResponse,
): Promise<void> {
  if (method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(HEALTHY);
    return;
  }
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (method !== 'POST' || !JSON_TYPES.includes(type)) {
    refuse(response, ['UnknownOperationException', `Calls are POST with a body of ${JSON_TYPES[0]}.`, 404]);
    return;
  }
  const name = TARGET.exec(target ?? '')?.[1] ?? '';
  if (!isOperation(name)) {
    refuse(response, ['UnknownOperationException', 'The header x-amz-target names no operation that is served here.']);
    return;
  }
  // Every SDK signs its requests. A web page that posts to this port does not.
  if (!headers.authorization?.trim().startsWith('AWS4-')) {
    refuse(response, ['MissingAuthenticationTokenException', 'Request is missing Authentication Token']);
    return;
  }
  const input = readJsonObject(bytes.toString('utf8'));
  if (!input.ok) {
    refuse(response, ['SerializationException', input.problem]);
    return;
  }
  const answer = await store.call(name, input.value);
  writeAnswer(response, answer.status, answer.body, type);
}

function refuse(response: ServerResponse, [type, message, status = 400]: Problem): void {
  writeAnswer(response, status, { __type: `com.amazon.coral.service#${type}`, message });
}

function writeAnswer(response: ServerResponse, status: number, body: unknown, type = JSON_TYPES[0] ?? ''): void {
  writeJson(response, status, JSON.stringify(body), { 'content-type': type });
}
