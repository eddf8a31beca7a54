import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ALL_DOCTOR_CALLS, DOCTOR_CALLS } from '../../../scripts/integration/doctor-calls.ts';
import { OUTGOING_CALLS } from '../../../scripts/integration/outgoing-calls.ts';
import { CHECKS } from '../../../src/server/doctor/checks.ts';

interface CallFound {
  readonly file: string;
  readonly by: string;
}

/** Every way in which our code begins a call: an SDK's command, a fetch, an exporter, a connection, credentials fetched anew. */
const CALLS = [
  /new (\w+Command)\(/g,
  /(?<![#.\w])(fetch\()/g,
  /new (OTLP\w+)\(/g,
  /(config\.credentials\(\{ forceRefresh: true \}\))/g,
  /\b((?:https?|http2)\.(?:request|get|connect)\()/g,
  /\b((?:net|tls|dgram)\.(?:connect|createConnection|createSocket)\()/g,
  /(new WebSocket\()/g,
  /(paginate\w+)\(/g,
];

/** Calls that are a part of one in the table, or none of the server's. */
const PARTS: readonly CallFound[] = [
  // The socket of StartStreamTranscription.
  { file: 'src/integrations/transcribe/upstream-connection.ts', by: 'tls.connect(' },
  { file: 'src/integrations/transcribe/upstream-connection.ts', by: 'net.connect(' },
  // Stopped before it is sent: it is made to learn the address.
  { file: 'src/integrations/account/service-clock.ts', by: 'DescribeTableCommand' },
  // Text of a page: its browser calls.
  { file: 'src/integrations/inspector/stately-page.ts', by: 'new WebSocket(' },
];

/** Whose calls are a client's; the doctor's are, through the public address. */
const CLIENTS = ['src/client/', 'src/server/doctor/through/'];

/** Comments are left out: they may name a call. */
function callsIn(file: string, source: string): CallFound[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return CALLS.flatMap((pattern) => [...code.matchAll(pattern)].map(([, by = '']) => ({ file, by })));
}

const sources = ['src', 'pipeline']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.ts') && !CLIENTS.some((folder) => file.startsWith(folder)));
const found = sources.flatMap((file) => callsIn(file, readFileSync(file, 'utf8')));
const key = ({ file, by }: CallFound) => `${file} ${by}`;

test('every outgoing call of the sources has its row in the table (else: scripts/integration/server-calls.ts, pipeline-calls.ts)', () => {
  const known = new Set([...OUTGOING_CALLS, ...DOCTOR_CALLS, ...PARTS].map(key));

  assert.deepEqual(
    found.map(key).filter((each) => !known.has(each)),
    [],
  );
});

test('every row of the table is a call that the sources make', () => {
  const made = new Set(found.map(key));

  assert.deepEqual(
    [...OUTGOING_CALLS, ...DOCTOR_CALLS, ...PARTS].map(key).filter((each) => !made.has(each)),
    [],
  );
});

test('a call is found however it is made, and a comment or a method of the same name is none', () => {
  const source = [
    'client.send(new GetItemCommand({}));',
    'await fetch(url);',
    'this.#fetch();',
    '// await fetch(url)',
    '/** new PutCommand( */',
    'https.request(options);',
  ].join('\n');

  assert.deepEqual(
    callsIn('a.ts', source).map(({ by }) => by),
    ['GetItemCommand', 'fetch(', 'https.request('],
  );
});

test('every call of AWS needs the IAM action of its operation, but for those that embedded mode alone makes', () => {
  const AS_ACTION: Readonly<Record<string, string>> = { 'Invoke, type Event': 'InvokeFunction' };
  /** To the emulator; and to this server, with its own key. */
  const WITHOUT = [
    'Invoke, type RequestResponse',
    'DescribeTable',
    'CreateTable',
    'UpdateTimeToLive',
    'PostToConnection',
  ];

  for (const { by, operation, permissions } of OUTGOING_CALLS.filter((call) => call.by.endsWith('Command'))) {
    const expected = WITHOUT.includes(operation) ? [] : [AS_ACTION[operation] ?? operation];
    assert.deepEqual(
      [...new Set(permissions.map(({ action }) => action.split(':')[1]))],
      expected,
      `${operation} ${by}`,
    );
  }
});

test('the checks that the table of the doctor’s calls names are its checks', () => {
  const ids = new Set(CHECKS.map(({ id }) => id));

  for (const id of ALL_DOCTOR_CALLS.flatMap(({ checks }) => checks)) assert.ok(ids.has(id), id);
});
