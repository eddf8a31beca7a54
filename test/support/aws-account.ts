/** An AWS account for tests: one endpoint for STS, IAM, Service Quotas, DynamoDB and Lambda, which answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ending } from './test-server.ts';

export interface AwsAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AwsAccount {
  readonly endpoint: string;
  /** By operation, such as GetCallerIdentity or Invoke. One without an answer is refused as unknown. */
  readonly answers: Map<string, AwsAnswer | ((body: string) => AwsAnswer)>;
  /** Operations asked for, with their bodies. */
  readonly asked: { readonly operation: string; readonly body: string; readonly authorization: string }[];
}

export const ACCOUNT = '123456789012';
export const ROLE_SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/rostrum-server/task-1`;

/** Answers as an account in which everything is as it should be. */
export function goodAnswers(): AwsAccount['answers'] {
  const table = (TableName: string, keys: readonly string[], more = {}) => ({
    TableName,
    TableStatus: 'ACTIVE',
    KeySchema: toSchema(keys),
    ...more,
  });
  const index = {
    IndexName: 'sessionId-targetLanguage-index',
    IndexStatus: 'ACTIVE',
    Projection: { ProjectionType: 'ALL' },
  };
  const tables: Readonly<Record<string, unknown>> = {
    Sessions: table('Sessions', ['sessionId']),
    Connections: table('Connections', ['connectionId'], {
      GlobalSecondaryIndexes: [{ ...index, KeySchema: toSchema(['sessionId', 'targetLanguage']) }],
    }),
  };
  return new Map<string, AwsAnswer | ((body: string) => AwsAnswer)>([
    [
      'GetCallerIdentity',
      xml('GetCallerIdentity', `<Arn>${ROLE_SESSION}</Arn><UserId>AROA:task-1</UserId><Account>${ACCOUNT}</Account>`),
    ],
    ['SimulatePrincipalPolicy', decision('allowed')],
    [
      'ListServiceQuotas',
      quotas([
        ['Number of concurrent HTTP/2 streams for streaming transcription', 25],
        ['Transactions per second, StartStreamTranscription operation', 25],
      ]),
    ],
    ['DescribeTable', (body) => json({ Table: tables[tableOf(body)] })],
    [
      'DescribeTimeToLive',
      (body) =>
        json({
          TimeToLiveDescription: {
            TimeToLiveStatus: 'ENABLED',
            AttributeName: tableOf(body) === 'Sessions' ? 'expiresAt' : 'ttl',
          },
        }),
    ],
    ['DescribeContinuousBackups', recovery('ENABLED')],
    ['GetItem', json({})],
    ['Query', json({ Items: [], Count: 0 })],
    ['Invoke', { status: 204 }],
    ['HEAD', { status: 302, headers: { location: 'https://aws.amazon.com/iam' } }],
  ]);
}

export function json(value: unknown, status = 200): AwsAnswer {
  return { status, body: JSON.stringify(value), headers: { 'content-type': 'application/x-amz-json-1.0' } };
}

/** An error as DynamoDB, Service Quotas and Lambda write it. */
export function jsonError(name: string, message: string, status = 400): AwsAnswer {
  const answer = json({ __type: `com.amazonaws#${name}`, message, Message: message }, status);
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': name } };
}

export function xml(operation: string, result: string): AwsAnswer {
  const body = `<${operation}Response xmlns="https://example.amazonaws.com/doc/"><${operation}Result>${result}</${operation}Result></${operation}Response>`;
  return { body, headers: { 'content-type': 'text/xml' } };
}

/** An error as STS and IAM write it. */
export function xmlError(code: string, message: string, status = 403): AwsAnswer {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
  return { status, body, headers: { 'content-type': 'text/xml' } };
}

/** @param missing A condition's key that the simulation did not get. */
export function decision(word: 'allowed' | 'implicitDeny' | 'explicitDeny', missing?: string): AwsAnswer {
  const keys = missing === undefined ? '' : `<member>${missing}</member>`;
  return xml(
    'SimulatePrincipalPolicy',
    `<EvaluationResults><member><EvalActionName>transcribe:StartStreamTranscription</EvalActionName><EvalDecision>${word}</EvalDecision><MissingContextValues>${keys}</MissingContextValues></member></EvaluationResults><IsTruncated>false</IsTruncated>`,
  );
}

/** @param named Each quota's name and value. */
export function quotas(named: readonly (readonly [string, number])[], NextToken?: string): AwsAnswer {
  const Quotas = named.map(([QuotaName, Value]) => ({ ServiceCode: 'transcribe', QuotaName, Value }));
  return json({ Quotas, ...(NextToken === undefined ? {} : { NextToken }) });
}

export function recovery(status: 'ENABLED' | 'DISABLED'): AwsAnswer {
  const PointInTimeRecoveryDescription = { PointInTimeRecoveryStatus: status };
  return json({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription } });
}

export async function startAwsAccount(t: Ending, answers = goodAnswers()): Promise<AwsAccount> {
  const asked: { operation: string; body: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const operation = operationOf(request, body);
      asked.push({ operation, body, authorization: request.headers.authorization ?? '' });
      const found = answers.get(operation);
      const answer = typeof found === 'function' ? found(body) : found;
      const {
        status = 200,
        body: text = '',
        headers = {},
      } = answer ?? jsonError('UnknownOperationException', operation);
      response.writeHead(status, headers).end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answers, asked };
}

/** The name of a table in a request for it. */
export function tableOf(body: string): string {
  return String((JSON.parse(body) as { TableName?: string }).TableName);
}

function toSchema([hash = '', range]: readonly string[]) {
  const schema = [{ AttributeName: hash, KeyType: 'HASH' }];
  return range === undefined ? schema : [...schema, { AttributeName: range, KeyType: 'RANGE' }];
}

function operationOf({ method, url = '', headers }: IncomingMessage, body: string): string {
  if (method === 'HEAD') return 'HEAD';
  if (url.includes('/invocations')) return 'Invoke';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  return new URLSearchParams(body).get('Action') ?? `${method} ${url}`;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
