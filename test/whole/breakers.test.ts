import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { until } from '../../testkit/until.ts';
import { type AwsServer, startAwsServer } from '../support/aws-server.ts';
import { TestClient } from '../support/test-client.ts';

const DEADLINE_MS = 60_000;
/** Retries as quick as may be; a breaker is open long enough to be seen. */
const ENVIRONMENT = {
  BREAKER_OPEN_MS: '1500',
  DYNAMODB_RETRY_BASE_MS: '1',
  TRANSLATION_RETRY_DELAY_MS: '1',
  // How long this machine takes is not the claim.
  TRANSCRIBE_RECOVERY_WINDOW_MS: String(2 * DEADLINE_MS),
  SESSIONS_PER_HOUR: '10000',
  AUDIO_CHUNKS_PER_SECOND: '10000',
  AUDIO_BURST: '10000',
};

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function read(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Does it again and again until it comes to what is waited for. */
/** The reason that names the service's breaker, and both ports say the same. */
async function openBreaker(server: AwsServer, service: string): Promise<string | undefined> {
  const { status, body } = await read(`${server.adminUrl}/readyz`);
  const reason = ((body.reasons ?? []) as string[]).find(
    (line) => line.includes(service) && line.includes('circuit breaker'),
  );
  if (reason !== undefined) assert.equal(status, 503);
  return reason;
}

/** Nothing is wrong any more, and the breaker counts as closed. */
async function isClosed(server: AwsServer, service: string): Promise<true | undefined> {
  const { status } = await read(`${server.url}/readyz`);
  const isSaid = circuitLines(server, service).at(-1)?.message === 'circuit closed';
  return status === 200 && isSaid ? true : undefined;
}

function circuitLines(server: AwsServer, service: string) {
  return server
    .log()
    .filter(({ operation }) => operation === 'break_circuit')
    .map(({ message, level, metadata }) => ({ message, level, ...(metadata as { service: string; code: string }) }))
    .filter((line) => line.service === service);
}

function firstLine(server: AwsServer, service: string) {
  const [line] = circuitLines(server, service);
  return [line?.message, line?.level, line?.code];
}

async function gauge(server: AwsServer, name: string): Promise<string | undefined> {
  const page = await (await fetch(`${server.adminUrl}/metrics`)).text();
  return page
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);
}

async function createOverHttp(server: AwsServer, userId: string): Promise<Answer> {
  return read(`${server.url}/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await server.token(userId)}` },
    body: JSON.stringify({ sourceLanguage: 'en' }),
  });
}

/** A speaker, somebody who listens, and a voice that goes on where it stopped. */
async function startBroadcast(t: TestContext, server: AwsServer) {
  const wsUrl = server.url.replace(/^http/, 'ws');
  const token = await server.token('ada');
  const speaker = new TestClient(`${wsUrl}/?token=${token}&action=createSession&sourceLanguage=en`);
  t.after(() => speaker.socket.terminate());
  const sessionId = String((await speaker.next('sessionCreated')).sessionId);
  const listener = new TestClient(`${wsUrl}/?sessionId=${sessionId}&targetLanguage=es`);
  t.after(() => listener.socket.terminate());
  await listener.next('sessionJoined');
  let block = 0;
  /** A tenth of a second of speech, acknowledged and not dropped. */
  const speak = async () => {
    speaker.send(Buffer.concat([1, 2, 3, 4, 5].map(() => stampBlock(++block))));
    assert.equal((await speaker.next('audioReceived')).dropped, undefined);
  };
  return { speaker, sessionId, speak };
}

test('a dependency that keeps failing is named by readyz and in refusals, and taken up again when it is back', async (t) => {
  const server = await startAwsServer(t, ENVIRONMENT);
  const { speaker, sessionId, speak } = await startBroadcast(t, server);
  const { gates } = server;

  await t.test('DynamoDB: controls go on meanwhile, and what was to be written is caught up', async () => {
    assert.equal(await gauge(server, 'CircuitOpen{service="DynamoDB"}'), '0');
    gates.dynamodb.shut();
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await until('open breaker', async () => {
      const { status, body } = await createOverHttp(server, 'bea');
      assert.deepEqual([status, body.code, body.details], [503, 'SERVICE_UNAVAILABLE', { service: 'DynamoDB' }]);
      assert.match(String(body.message), /DynamoDB/);
      return openBreaker(server, 'DynamoDB');
    });

    gates.dynamodb.open();
    await until('closed breaker', async () => {
      await createOverHttp(server, 'bea');
      return isClosed(server, 'DynamoDB');
    });
    await until('caught up row', async () => {
      const row = await server.store.getSession(sessionId);
      return row?.broadcastState.isPaused ? row : undefined;
    });
    assert.equal(await gauge(server, 'CircuitOpen{service="DynamoDB"}'), '0');
    assert.deepEqual(firstLine(server, 'DynamoDB'), ['circuit opened', 'WARN', 'SERVICE_UNAVAILABLE']);
    await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
  });

  await t.test(
    'Lambda: nobody’s audio waits for the pipeline, its transcripts are turned away and counted',
    async () => {
      gates.lambda.shut();
      await until('open breaker', async () => {
        await speak();
        return openBreaker(server, 'Lambda');
      });
      await until('transcript turned away', async () => {
        await speak();
        const turnedAway = await gauge(server, 'CircuitRejections_total{service="Lambda"}');
        return turnedAway === '0' ? undefined : turnedAway;
      });

      gates.lambda.open();
      await until('closed breaker', async () => {
        await speak();
        return isClosed(server, 'Lambda');
      });
      assert.deepEqual(firstLine(server, 'Lambda'), ['circuit opened', 'WARN', 'TRANSLATION_UNAVAILABLE']);
    },
  );

  await t.test(
    'Transcribe: a new session is refused before anyone speaks, a running one waits and goes on',
    async () => {
      gates.transcribe.shut();
      await until('open breaker', () => openBreaker(server, 'Transcribe'));
      const refused = await until('refusal', async () => {
        const { status, body } = await createOverHttp(server, 'cleo');
        return status === 503 ? body : undefined;
      });
      assert.deepEqual([refused.code, refused.details], ['TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe' }]);

      gates.transcribe.open();
      await until('closed breaker', () => isClosed(server, 'Transcribe'));
      await speaker.next('transcriptionRestored');
      await speak();
      assert.ok(speaker.received.every(({ type }) => type !== 'transcriptionFailed'));
      assert.deepEqual(firstLine(server, 'Transcribe'), ['circuit opened', 'WARN', 'TRANSCRIBE_UNAVAILABLE']);
    },
  );
});
