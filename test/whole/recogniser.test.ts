/** Which recogniser is at work decides who may speak, in which languages, and how many at a time. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbeddedSystem } from '../../emulators/system.ts';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { getStructuredLogger } from '../../src/integrations/logging/structured-logger.ts';
import type { AsrReport } from '../../src/protocol/http-messages.ts';
import { startServer } from '../../src/server/boot/compose.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { AS_HOMELESS, whyNotHomeless } from '../support/homeless-user.ts';
import { ready, runServer } from '../support/server-process.ts';
import { refusedUpgrade, type TestClient } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

async function health(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
}

async function refusedSpeaker(server: TestServer, userId: string, sourceLanguage = 'en') {
  const query = { token: await server.token(userId), action: 'createSession', sourceLanguage };
  return refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(query)}`);
}

/** 100 ms of speech, the words going on from those before. */
function talker(speaker: TestClient): () => void {
  let block = 0;
  return () => {
    speaker.send(Buffer.concat([1, 2, 3, 4, 5].map((next) => stampBlock(block + next))));
    block += 5;
  };
}

test('as many may speak as the recogniser takes; the next is told before a word, and gets in when another leaves', async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR_MAX_STREAMS: '2', SESSION_DRAIN_MS: '0' });
  const [ada] = [await server.speaker('ada'), await server.speaker('bea')];

  const { status, body } = await refusedSpeaker(server, 'cyd');
  assert.deepEqual([status, body.code], [503, 'TRANSCRIBE_UNAVAILABLE']);
  assert.deepEqual(body.details, { service: 'Transcribe', limit: 2 });
  ada.speaker.send({ action: 'endSession' });
  await ada.speaker.closed;

  const { speaker } = await server.speaker('cyd');
  assert.equal((await refusedSpeaker(server, 'dan')).body.code, 'TRANSCRIBE_UNAVAILABLE');
  await speaker.close();
});

test('with every place taken, sessions still move from one stream to the next: no stream is refused', async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR_MAX_STREAMS: '2', TRANSCRIBE_ROLL_MS: '300' });
  const { transcribe } = server.embedded;
  const talkers = [await server.speaker('ada'), await server.speaker('bea')].map(({ speaker }) => talker(speaker));

  const deadline = Date.now() + 20_000;
  while (transcribe.streams().opened < 8) {
    assert.ok(Date.now() < deadline, JSON.stringify(transcribe.streams()));
    for (const say of talkers) say();
    await sleep(100);
  }

  assert.equal(transcribe.streams().refused, 0);
});

test('TRANSCRIBE_MAX_STREAMS counts where it is lower, and raises nothing', async (t) => {
  const low = await startTestServer(t, { EMBEDDED_ASR_MAX_STREAMS: '5', TRANSCRIBE_MAX_STREAMS: '1' });
  const high = await startTestServer(t, { EMBEDDED_ASR_MAX_STREAMS: '1', TRANSCRIBE_MAX_STREAMS: '5' });

  for (const server of [low, high]) {
    await server.speaker('ada');
    assert.deepEqual((await refusedSpeaker(server, 'bea')).body.details, { service: 'Transcribe', limit: 1 });
  }
});

test('the languages offered are the recogniser’s, on the way in and in /health', async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR_LANGUAGES: 'es,fr' });

  const said = await health(server.url);
  const asr = { engine: 'stamped', model: 'stamped audio', languages: ['es', 'fr'], maxStreams: 500 };
  assert.deepEqual([said.sourceLanguages, said.asr], [['es', 'fr'], asr]);
  const refused = await refusedSpeaker(server, 'ada');
  assert.deepEqual([refused.body.code, refused.body.details], ['UNSUPPORTED_LANGUAGE', { supported: ['es', 'fr'] }]);

  const { speaker, sessionId } = await server.speaker('ada', { sourceLanguage: 'es' });
  const listener = await server.listener(sessionId, 'es', { transcripts: 'on' });
  const say = talker(speaker);
  for (let i = 0; i < 12; i++) say();
  const heard = await listener.next('transcript', ({ isPartial }) => isPartial === false);
  assert.match(String(heard.text), /b1 b2/i);
});

test('without a recogniser the server serves everything else, and tells whoever would speak', async (t) => {
  const asr = { engine: 'none', model: 'no recogniser', languages: [], maxStreams: 0, note: 'nothing is installed' };
  const environment = { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'silent', EMBEDDED_ASR: 'stamped' };
  const read = readConfig(environment);
  assert.ok(read.ok);
  const log = getStructuredLogger('Test', { level: 'silent' });
  const server = await startServer(read.config, log, async (options) => ({
    ...(await startEmbeddedSystem(options)),
    asr,
  }));
  t.after(() => server.close());

  const said = await health(server.url);
  const token = await devToken(server.url, { userId: 'ada' });
  const headers = { authorization: `Bearer ${token}` };
  const created = await fetch(`${server.url}/sessions`, { method: 'POST', headers, body: '{"sourceLanguage":"en"}' });

  assert.deepEqual([said.sourceLanguages, said.asr], [[], asr]);
  const body = (await created.json()) as { code: string; message: string };
  assert.deepEqual([created.status, body.code], [503, 'TRANSCRIBE_UNAVAILABLE']);
  assert.match(body.message, /npm run setup/);
});

test('the line that says the server is ready has the recogniser, and the log says it once', async (t) => {
  const server = runServer(t, { EMBEDDED_ASR_MAX_STREAMS: '7' });
  const { asr } = (await ready(server)) as unknown as { readonly asr: unknown };

  assert.deepEqual(asr, { engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: 7 });
  const lines = server.stderr().split('\n');
  assert.equal(lines.filter((line) => line.includes('recogniser in use')).length, 1, server.stderr());
});

test('the old name of the setting works, and warns in one line', async (t) => {
  const server = runServer(t, { EMBEDDED_ASR: '', EMBEDDED_RECOGNISER: 'script' });
  const { asr } = (await ready(server)) as unknown as { readonly asr: { readonly engine: string } };

  assert.equal(asr.engine, 'script');
  const warnings = server.stderr().match(/EMBEDDED_RECOGNISER is now EMBEDDED_ASR/g);
  assert.equal(warnings?.length, 1);
});

const NOWHERE = '/nonexistent/model';
const NAMED = 'EMBEDDED_ASR_MODEL_FOLDER names this folder';
/** Of no model at all. */
const FOLDER = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
const FILE = fileURLToPath(import.meta.url);

test('auto without Moonshine takes PocketSphinx, and says why everywhere: without a path to those who ask', async (t) => {
  const server = runServer(t, { EMBEDDED_ASR: 'auto', EMBEDDED_ASR_MODEL_FOLDER: NOWHERE });
  const { asr, url } = (await ready(server)) as Awaited<ReturnType<typeof ready>> & { readonly asr: AsrReport };

  const note = `Moonshine cannot be used: there is no folder ${NOWHERE}; ${NAMED}`;
  assert.deepEqual([asr.engine, asr.note], ['pocketsphinx', note]);
  const told = `Moonshine cannot be used: the speech model’s folder is not there; ${NAMED}`;
  assert.deepEqual((await health(url)).asr, { ...asr, note: told });
  const warnings = server
    .stderr()
    .split('\n')
    .filter((line) => line.includes(note));
  assert.equal(warnings.length, 1, server.stderr());
});

test('an empty folder, as in an image that was built without the model, is one to fall back from', async (t) => {
  const empty = mkdtempSync(join(tmpdir(), 'rostrum-empty-'));
  t.after(() => rmSync(empty, { recursive: true }));
  const server = runServer(t, { EMBEDDED_ASR: 'auto', EMBEDDED_ASR_MODEL_FOLDER: empty });
  const { asr } = (await ready(server)) as Awaited<ReturnType<typeof ready>> & { readonly asr: AsrReport };

  const note = `Moonshine cannot be used: ${empty} has no Moonshine tiny-en: it is empty; ${NAMED}`;
  assert.deepEqual([asr.engine, asr.note], ['pocketsphinx', note]);
});

test('where nobody named a folder the line says how the model is fetched', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'rostrum-home-'));
  t.after(() => rmSync(home, { recursive: true }));
  const environment = { LOG_LEVEL: 'error', HOME: home, XDG_CACHE_HOME: '', EMBEDDED_ASR_MODEL_FOLDER: '' };
  const server = runServer(t, { EMBEDDED_ASR: 'moonshine', ...environment });

  assert.equal(await server.exited, 1);
  const folder = join(home, '.cache/rostrum/moonshine-tiny-en-0.0.4');
  const line = `rostrum: Moonshine cannot be used: there is no folder ${folder}; npm run setup fetches it\n`;
  assert.equal(server.stderr(), line);
});

const HOMELESS = whyNotHomeless();
const NO_PLACE = 'there is no home folder for the speech model; set EMBEDDED_ASR_MODEL_FOLDER';

test('a user without a home folder has a server all the same', { skip: HOMELESS }, async (t) => {
  const server = runServer(t, { EMBEDDED_ASR: 'script', LOG_LEVEL: 'error' }, [], { through: AS_HOMELESS });

  await ready(server);
  assert.equal(server.stderr(), '');
});

test('a user without a home folder has no Moonshine, and is told what to set', { skip: HOMELESS }, async (t) => {
  const server = runServer(t, { EMBEDDED_ASR: 'auto' }, [], { through: AS_HOMELESS });
  const { asr } = (await ready(server)) as Awaited<ReturnType<typeof ready>> & { readonly asr: AsrReport };
  const named = runServer(t, { EMBEDDED_ASR: 'moonshine', LOG_LEVEL: 'error' }, [], { through: AS_HOMELESS });

  assert.deepEqual([asr.engine, asr.note], ['pocketsphinx', `Moonshine cannot be used: ${NO_PLACE}`]);
  assert.equal(await named.exited, 1);
  assert.equal(named.stderr(), `rostrum: Moonshine cannot be used: ${NO_PLACE}\n`);
});

const WRONG: readonly [Record<string, string>, number, RegExp][] = [
  [{ EMBEDDED_ASR: 'ears' }, 2, /^rostrum: EMBEDDED_ASR must be one of auto, .*, not "ears"\n$/],
  [
    { EMBEDDED_ASR: 'pocketsphinx', EMBEDDED_ASR_LANGUAGES: 'en,es' },
    1,
    /^rostrum: EMBEDDED_ASR_LANGUAGES names es, but PocketSphinx en-us knows en only\n$/,
  ],
  [
    { EMBEDDED_ASR: 'moonshine', EMBEDDED_ASR_MODEL_FOLDER: NOWHERE },
    1,
    new RegExp(`^rostrum: Moonshine cannot be used: there is no folder ${NOWHERE}; ${NAMED}\\n$`),
  ],
  [
    { EMBEDDED_ASR: 'moonshine', EMBEDDED_ASR_MODEL_FOLDER: FOLDER },
    1,
    new RegExp(`^rostrum: Moonshine cannot be used: ${FOLDER} has no Moonshine tiny-en: .*; ${NAMED}\\n$`),
  ],
  [
    { EMBEDDED_ASR: `whisper:${NOWHERE}` },
    1,
    new RegExp(`^rostrum: Whisper cannot be used: there is no file ${NOWHERE}\\n$`),
  ],
  [
    { EMBEDDED_ASR: `whisper:${FILE}` },
    1,
    new RegExp(
      `^rostrum: Whisper cannot be used: ${FILE} is not a model of whisper.cpp \\(ggml\\): it looks like text\\n$`,
    ),
  ],
  [
    { EMBEDDED_ASR: `sherpa:${NOWHERE}` },
    1,
    new RegExp(`^rostrum: sherpa cannot be used: there is no folder ${NOWHERE}\\n$`),
  ],
  [{ EMBEDDED_ASR: `sherpa:${FILE}` }, 1, new RegExp(`^rostrum: sherpa cannot be used: ${FILE} is a file; .*\\n$`)],
  [
    { EMBEDDED_ASR: `sherpa:${FOLDER}` },
    1,
    new RegExp(`^rostrum: sherpa cannot be used: ${FOLDER} has no model .*\\n$`),
  ],
];

for (const [environment, code, line] of WRONG) {
  const given = Object.entries(environment).map((pair) => pair.join('='));
  test(`${given.join(' ')} ends the start with ${code} and one line`, async (t) => {
    const server = runServer(t, { LOG_LEVEL: 'error', ...environment });

    assert.equal(await server.exited, code);
    assert.match(server.stderr(), line);
    assert.equal(server.stderr().trimEnd().split('\n').length, 1);
    assert.equal(server.stdout(), '');
  });
}
