/** Least privilege: what the roles allow is what the code uses, both ways. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { PERMISSIONS, type Permission, type Program } from '../stack/permissions.ts';
import { ANY_TABLE, filesFrom, type Use, usesIn } from './used-actions.ts';
import { onlyOne, ROOT, readTemplate, resourcesOf, type Variant } from './variants.ts';

const DOCTOR = 'src/server/doctor/';

/** Uses that need no permission of the role, by file and action, each with its reason. */
const NOT_OF_THE_ROLE: Readonly<Record<string, readonly [actions: readonly string[], why: string]>> = {
  'src/integrations/dynamodb/tables.ts': [
    ['dynamodb:DescribeTable', 'dynamodb:CreateTable', 'dynamodb:UpdateTimeToLive'],
    'tables are made in embedded mode only; the test below starts a server in AWS mode and sees that it makes none',
  ],
  'pipeline/deliver.ts': [
    ['execute-api:ManageConnections'],
    'deliveries go to the server, which checks the delivery key; no role of AWS is asked',
  ],
};

const isOfTheRole = ({ action, file }: Use) => !NOT_OF_THE_ROLE[file]?.[0].includes(action);
const pair = (action: string, on: string) => `${action} on ${on}`;
const usedBy = (files: ReadonlyMap<string, string>) =>
  [
    ...new Set(
      usesIn(files)
        .filter(isOfTheRole)
        .map(({ action, on }) => pair(action, on)),
    ),
  ].sort();

const FILES = {
  server: filesFrom(['src/server/index.ts'], [DOCTOR]),
  pipeline: filesFrom(['pipeline/handler.ts']),
  doctor: filesFrom([`${DOCTOR}command.ts`]),
};

/** What the policy of a role allows, in the words of the code. */
function allowedBy(variant: Variant, policy: RegExp): string[] {
  const found = resourcesOf(variant, 'AWS::IAM::Policy').filter(([id]) => policy.test(id));
  assert.equal(found.length, 1, `one policy ${policy}`);
  return pairsOf(found[0]?.[1].PolicyDocument.Statement);
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

function pairsOf(statements: readonly Statement[]): string[] {
  return statements
    .flatMap(({ Action, Resource, Effect }) => {
      assert.equal(Effect, 'Allow');
      return [Action].flat().flatMap((action) => [Resource].flat().map((one) => pair(action, placeIn(one))));
    })
    .sort();
}

/** The place that an ARN of the template leads to. */
function placeIn(resource: unknown): string {
  if (resource === '*') return '*';
  const said = JSON.stringify(resource);
  if (said.includes('/index/')) return 'index';
  for (const [part, place] of [
    ['TablesSessions', 'sessions'],
    ['TablesConnections', 'connections'],
    ['PipelineFunction', 'pipeline'],
    ['PipelineDeliveryKey', 'deliverySecret'],
    ['Logs', 'own logs'],
  ] as const) {
    if (said.includes(part)) return place;
  }
  return said;
}

for (const [program, policy, others] of [
  [
    'server',
    /^ServerDefinitionTaskRole/,
    // The collector's, which shares the task.
    {
      standard: ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => pair(action, 'own logs')),
      other: [pair('cloudwatch:PutMetricData', '*')],
    },
  ],
  [
    'pipeline',
    /^PipelineRole/,
    {
      standard: ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => pair(action, 'own logs')),
      other: ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => pair(action, 'own logs')),
    },
  ],
] as const) {
  for (const variant of ['standard', 'other'] as const) {
    test(`12.3: the ${program}'s role allows what its code does, on what it does it, and nothing else (${variant})`, () => {
      const files = FILES[program];
      assert.ok(files.size > 10, 'the code was found');
      assert.deepEqual(allowedBy(variant, policy), [...usedBy(files), ...others[variant]].sort());
    });
  }
}

test('12.3: what needs no permission is still in the code, where the list says', () => {
  const uses = [...usesIn(FILES.server), ...usesIn(FILES.pipeline)];
  for (const [file, [actions]] of Object.entries(NOT_OF_THE_ROLE)) {
    for (const action of actions)
      assert.ok(
        uses.some((use) => use.file === file && use.action === action),
        `${file} ${action}`,
      );
  }
});

test('12.3: operators get what the doctor asks, in a policy of their own that the server does not have', () => {
  const used = usedBy(FILES.doctor).filter((one) => !NOT_OF_THE_DOCTOR.includes(one));
  const { PolicyDocument, Roles, Users, Groups } = onlyOne('standard', 'AWS::IAM::ManagedPolicy');
  const allowed = pairsOf(PolicyDocument.Statement);
  assert.ok(used.length >= 5, 'its calls were found');
  assert.deepEqual(allowed, both(used));
  assert.deepEqual([Roles, Users, Groups], [undefined, undefined, undefined]);
});

/** Of the server's store it uses the question alone that the server itself asks at its start: the test below. */
const NOT_OF_THE_DOCTOR = [
  ...['dynamodb:PutItem', 'dynamodb:UpdateItem'].map((action) => pair(action, 'sessions')),
  ...['dynamodb:UpdateItem', 'dynamodb:DeleteItem'].map((action) => pair(action, 'connections')),
];

test('12.3: of the server’s store the doctor makes no call that writes', () => {
  const users = [...FILES.doctor].filter(
    ([file, text]) => file.startsWith(DOCTOR) && text.includes('createRecordStore'),
  );
  assert.deepEqual(
    users.map(([file]) => file),
    ['src/server/doctor/aws/rows.ts'],
  );
  const calls = users.flatMap(([, text]) => [...text.matchAll(/\bstore\.(\w+)\(/g)].map(([, name]) => name));
  assert.deepEqual([...new Set(calls)].sort(), ['close', 'ping']);
});

/** The doctor's code is the same for either table: it asks about both. */
const both = (pairs: readonly string[]) =>
  pairs
    .flatMap((one) => {
      const [action = '', place] = one.split(' on ');
      return place === ANY_TABLE ? [pair(action, 'sessions'), pair(action, 'connections')] : [one];
    })
    .sort();

test('12.3: nobody may do everything with anything: no action has a wildcard, and * stands only where there is no resource', () => {
  const everything = (Object.keys(PERMISSIONS) as Program[]).flatMap(
    (program) => PERMISSIONS[program] as readonly Permission[],
  );
  for (const { actions, on } of everything) {
    for (const action of actions) assert.match(action, /^[a-z-]+:[A-Za-z]+$/);
    if (on.includes('*'))
      for (const action of actions) assert.doesNotMatch(action, /^(dynamodb|lambda|secretsmanager):/);
  }
  const { Resources } = readTemplate('standard');
  assert.ok(
    !Object.values(Resources).some(({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.ManagedPolicyArns),
  );
});

test('a server in AWS mode asks for its tables by reading, and where there are none ends without making any', async (t) => {
  const asked: string[] = [];
  const tables = createServer((request, response) => {
    asked.push(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'none' }),
    );
  });
  await once(tables.listen(0, '127.0.0.1'), 'listening');
  t.after(() => tables.close());
  const url = 'https://issuer.invalid';
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/server/index.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      ROSTRUM_MODE: 'aws',
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(tables.address() as AddressInfo).port}`,
      TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
      ...{ AUTH_ISSUER: url, AUTH_AUDIENCE: 'a', AUTH_JWKS_URL: url },
      ...{ DELIVERY_ACCESS_KEY_ID: 'id', DELIVERY_SECRET_ACCESS_KEY: 'secret' },
    },
  });
  const [said, errors, [code]] = await Promise.all([text(server.stdout), text(server.stderr), once(server, 'exit')]);

  assert.notEqual(code, 0);
  assert.match(said + errors, /there are no tables Sessions/);
  assert.deepEqual([...new Set(asked)].sort(), ['GetItem', 'Query']);
});
