/** The faults of a DynamoDB endpoint: plans select calls by operation and table. Injects through CallFaults. */
import type { ServerResponse } from 'node:http';
import Type, { type Static } from 'typebox';
import { CallFaults, type CallFaultsInput } from '../faults/call-faults.ts';
import { type CallPlan, callPlanLanguage } from '../faults/call-plan.ts';
import { isNamed, Names, type Selection } from '../faults/selection.ts';
import type { DynamoDbCall } from './dynamodb-call.ts';

const MEMBERS = {
  /** PutItem, UpdateItem, GetItem, Query, ... */
  operations: Type.Optional(Names),
  tables: Type.Optional(Names),
} as const;
const Members = Type.Object(MEMBERS);

export type DynamoDbFaultSelection = Selection & Static<typeof Members>;
export type DynamoDbPlan = CallPlan<DynamoDbFaultSelection>;

const SERVER_ERRORS: ReadonlySet<string> = new Set(['InternalServerError', 'ServiceUnavailable']);
const TEXTS: Readonly<Record<string, string>> = {
  ProvisionedThroughputExceededException:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ThrottlingException: 'Throughput exceeds the current capacity of your table or index.',
  InternalServerError: 'The request processing has failed because of an unknown error, exception or failure.',
};

const INPUT: CallFaultsInput<DynamoDbFaultSelection, DynamoDbCall> = {
  language: callPlanLanguage(MEMBERS),
  matches: (selection, { operation, tables }) =>
    isNamed(selection.operations, operation) && isNamed(selection.tables, ...tables),
  writeError(response: ServerResponse, { name, message = TEXTS[name] ?? name, status = statusOf(name) }) {
    const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, headers).end(body);
  },
};

function statusOf(name: string): number {
  return SERVER_ERRORS.has(name) ? 500 : 400;
}

export class DynamoDbFaults extends CallFaults<DynamoDbFaultSelection, DynamoDbCall> {
  constructor() {
    super(INPUT);
  }
}
