import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { createRecordStore, type RecordStore } from '../../src/integrations/dynamodb/record-store.ts';
import { CONNECTIONS_TTL, ensureTables, SESSIONS_TTL } from '../../src/integrations/dynamodb/tables.ts';
import { EMBEDDED_CREDENTIALS } from '../../src/integrations/emulators/account.ts';
import { COUNTERS, GAUGES, METER_NAME, READ_COUNTERS } from '../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../src/integrations/metrics/latencies.ts';
import { CHECKS } from '../../src/server/doctor/checks.ts';

const PAGES = ['docs/troubleshooting.md', 'docs/data.md'];
const NAMES = { sessionsTable: 'Sessions', connectionsTable: 'Connections' };
const METRICS = Object.keys({ ...COUNTERS, ...GAUGES, ...READ_COUNTERS, ...LATENCIES });

interface AwsCommand {
  readonly service: string;
  readonly operation: string;
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** What comes before the first flag. */
  readonly words: readonly string[];
}

/** Words of a command line, with a quoted part as it stands between its quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

/** Every `aws …` of a page's blocks and of code in its lines, a line that goes on behind a backslash as one. */
function commandsIn(page: string): AwsCommand[] {
  const joined = page.replace(/\\\n\s*/g, '');
  const lines =
    joined.match(/(?<=^\s*(?:[A-Z_]+=\S+ )*|`)aws [a-z0-9-]+ [a-z-]+ (?:'[^']*'|"[^"]*"|[^`\n'"])*/gm) ?? [];
  return lines.map((line) => {
    const [, service = '', operation = '', ...rest] = wordsOf(line);
    const flags = new Map<string, string[]>();
    const words: string[] = [];
    let values = words;
    for (const word of rest) {
      const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
      if (name === undefined) values.push(word);
      else {
        values = value === undefined ? [] : [value];
        flags.set(name, values);
      }
    }
    return { service, operation, flags, words };
  });
}

const toPascal = (name: string) => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** JSON, the CLI's shorthand (`Enabled=true,AttributeName=ttl`), or a text. */
function toValue(text: string): unknown {
  if (text.startsWith('{')) return JSON.parse(text);
  if (!/^\w+=\w+(,\w+=\w+)*$/.test(text)) return text;
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', value] = part.split('=');
      return [name, value === 'true' ? true : value];
    }),
  );
}

/** The call that the CLI makes: its own `--query` is applied to the answer. */
function toInput({ flags }: AwsCommand): Record<string, unknown> {
  return Object.fromEntries(
    [...flags].filter(([name]) => name !== 'query').map(([name, [value = '']]) => [toPascal(name), toValue(value)]),
  );
}

const pages = PAGES.map((path) => readFileSync(path, 'utf8'));
const commands = pages.flatMap(commandsIn);

describe('aws dynamodb commands of the pages', () => {
  let store: RecordStore;
  let close = async () => {};

  before(async () => {
    const emulator = await startDynamoDbEndpoint({});
    close = () => emulator.close();
    const { endpoint } = emulator;
    store = createRecordStore({ endpoint, region: 'us-east-1', credentials: EMBEDDED_CREDENTIALS, ...NAMES });
    await ensureTables(store.client, NAMES);
    const at = Date.now();
    await store.createSession({
      ...{ sessionId: 'golden-eagle-427', isActive: true, speakerUserId: 'USER', sourceLanguage: 'en' },
      ...{ qualityTier: 'standard', createdAt: at, updatedAt: at, listenerCount: 1, expiresAt: at / 1_000 + 60 },
      broadcastState: { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 1 },
      ...{ epoch: 0, version: 0 },
    });
    const listener = { sessionId: 'golden-eagle-427', role: 'listener', targetLanguage: 'es' } as const;
    await store.putConnection({
      connectionId: 'CONNECTION',
      ...listener,
      connectedAt: at,
      lastActivityTime: at,
      ttl: at,
    });
  });

  after(async () => {
    store.close();
    await close();
  });

  /** Deletions last: the others look for what is there. */
  const isDeletion = ({ operation }: AwsCommand) => Number(operation.startsWith('delete'));
  const ofTables = commands
    .filter(({ service }) => service === 'dynamodb')
    .sort((one, other) => isDeletion(one) - isDeletion(other));

  test('there are those of the requirements, and more', () => {
    const operations = ofTables.map(({ operation }) => operation);

    assert.ok(operations.filter((name) => name === 'get-item').length >= 3, operations.join());
    for (const name of ['query', 'scan', 'delete-item', 'describe-table', 'describe-time-to-live']) {
      assert.ok(operations.includes(name), name);
    }
  });

  for (const command of ofTables.filter(({ operation }) => operation !== 'update-time-to-live')) {
    const input = toInput(command);

    test(`aws dynamodb ${command.operation} ${JSON.stringify(input)} finds what it looks for`, async () => {
      const { [`${toPascal(command.operation)}Command` as 'GetItemCommand']: Command } = dynamodb;

      const answer = (await store.client.send(new Command(input as never))) as unknown as Record<string, unknown>;

      if (command.operation === 'get-item') assert.ok(answer.Item !== undefined);
      if (command.operation === 'query' || command.operation === 'scan') assert.equal(answer.Count, 1);
    });
  }

  test('expiry is switched on by the attribute that the table has', () => {
    const TTL: Readonly<Record<string, string>> = { Sessions: SESSIONS_TTL, Connections: CONNECTIONS_TTL };
    const updates = ofTables.filter(({ operation }) => operation === 'update-time-to-live').map(toInput);

    assert.ok(updates.length > 0);
    for (const { TableName, TimeToLiveSpecification } of updates) {
      assert.deepEqual(TimeToLiveSpecification, { Enabled: true, AttributeName: TTL[String(TableName)] });
    }
  });
});

test('every metric that a command asks CloudWatch for is in the catalogue', () => {
  const asked = commands.filter(({ operation, flags }) => {
    return operation === 'get-metric-statistics' && flags.get('namespace')?.[0] === METER_NAME;
  });

  assert.ok(asked.length >= 2);
  for (const { flags } of asked) assert.ok(METRICS.includes(flags.get('metric-name')?.[0] ?? ''));
});

test('every log group that a command reads is one that the template for AWS makes', () => {
  const template = readdirSync('deploy/stack')
    .map((name) => readFileSync(`deploy/stack/${name}`, 'utf8'))
    .join('\n');
  const functionName = /FUNCTION_NAME = '([\w-]+)'/.exec(template)?.[1];
  const groups = commands
    .filter(({ service }) => service === 'logs')
    .map(({ flags, words }) => flags.get('log-group-name')?.[0] ?? words[0] ?? '');

  assert.ok(groups.length >= 5);
  for (const group of groups) {
    assert.ok(group === `/aws/lambda/${functionName}` || template.includes(`'${group}'`), group);
  }
});

test('every pattern that looks for metrics finds one on the page of metrics', () => {
  const patterns = pages.flatMap((page) =>
    [...page.matchAll(/\/metrics \| grep (?:-E )?'(\^[^']*)'/g)].map(([, pattern = '']) => pattern),
  );

  assert.ok(patterns.length >= 5);
  for (const pattern of patterns) {
    // Each alternative by itself: of several, one that exists would hide one that does not.
    const [, open = '', list, rest = ''] = /^(\^\w*)\(([\w|]+)\)(.*)$/.exec(pattern) ?? [];
    const each = list === undefined ? [pattern] : list.split('|').map((name) => open + name + rest);
    for (const one of each)
      assert.ok(
        METRICS.some((name) => new RegExp(one).test(`${name}_total`)),
        one,
      );
  }
});

test('every log line that a command looks for is written by the server or the pipeline', () => {
  const sources = ['src', 'pipeline'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  );
  const looked = pages.flatMap((page) =>
    [...page.matchAll(/\.message == "([^"]+)"/g)].map(([, message = '']) => message),
  );

  assert.ok(looked.length >= 2);
  for (const message of looked)
    assert.ok(
      sources.some((text) => text.includes(`'${message}'`)),
      message,
    );
});

test('every check that the doctor is asked for is one of its checks', () => {
  const ids = new Set(CHECKS.map(({ id }) => id));
  const asked = pages.flatMap((page) =>
    [...page.matchAll(/doctor -- --only ([a-z,-]+)/g)].flatMap(([, list = '']) => list.split(',')),
  );

  assert.ok(asked.length > 0);
  assert.deepEqual(
    asked.filter((id) => !ids.has(id)),
    [],
  );
});

test('a command is read with its quotes, over several lines, in a block and in a sentence', () => {
  const page =
    '```sh\naws dynamodb get-item \\\n  --table-name T \\\n  --key \'{"a": {"S": "b c"}}\'\n```\nRun `aws s3 ls --all`.';

  assert.deepEqual(
    commandsIn(page).map((command) => [command.service, toInput(command)]),
    [
      ['dynamodb', { TableName: 'T', Key: { a: { S: 'b c' } } }],
      ['s3', { All: '' }],
    ],
  );
});
