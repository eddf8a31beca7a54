/** Sections 10 and 11: embedded mode, and its differences from AWS mode. */
import { networkInterfaces } from 'node:os';
import { isInstalled } from '../../../testkit/programs/installed.ts';
import { SOURCE_LANGUAGES } from '../codes.ts';
import { fits, holds, Skipped, TEXT, WHOLE } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, silence, words } from '../speech.ts';
import type { Stage } from '../stage.ts';
import { ask, isAnswered, isRefused } from '../web.ts';

const CREATE = { action: 'createSession', sourceLanguage: 'en' };
const ENGINES = ['espeak-ng', 'apertium'];

function ownServer(stage: Stage) {
  if (stage.server.program === undefined) throw new Skipped('needs a server of its own to start and stop');
  return stage.server;
}

const devToken = (stage: Stage, json: unknown) => stage.http('POST', '/dev/tokens', { json });

export const embedded: readonly Promised[] = [
  promised('10.ready', 'One JSON line on stdout when ready: msg listening, port, mode', async (stage) => {
    const { ready, url } = ownServer(stage);
    fits('the line', ready, { msg: 'listening', port: Number(new URL(url).port), mode: 'embedded' });
  }),
  promised('10.ready-once', 'Standard output has that one line', async (stage) => {
    const { program } = ownServer(stage);
    const lines = (program?.output.stdout ?? '').trim().split('\n');
    fits('lines on stdout', lines.length, 1);
  }),
  promised('10.loopback', 'Embedded mode is bound to 127.0.0.1', async (stage) => {
    const { port } = new URL(ownServer(stage).url);
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const outside = others.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2';
    const answer = await ask(`http://${outside}:${port}/healthz`).catch(() => undefined);
    holds(`nobody at ${outside}`, answer === undefined, answer?.status);
  }),
  promised('10.dev-token', 'POST /dev/tokens {"userId"} answers {"token"}, good for that user', async (stage) => {
    const userId = stage.newUser();
    const answer = await devToken(stage, { userId });
    isAnswered(answer, 200);
    const made = await stage.http('POST', '/sessions', {
      token: String(answer.json?.token),
      json: { sourceLanguage: 'en' },
    });
    fits('the session', made.json, { speakerId: userId });
  }),
  promised('10.dev-token-expires', 'expiresIn is seconds and may be negative', async (stage) => {
    const userId = stage.newUser();
    const live = await devToken(stage, { userId, expiresIn: 60 });
    await stage.connect({ token: String(live.json?.token) });
    const dead = await devToken(stage, { userId, expiresIn: -60 });
    isAnswered(dead, 200);
    isRefused(await stage.upgrade({ token: String(dead.json?.token) }), 'INVALID_TOKEN');
  }),
  promised(
    '10.dev-token-audience',
    'audience and issuer may be given, for tokens that must be refused',
    async (stage) => {
      const userId = stage.newUser();
      for (const claims of [{ audience: 'another' }, { issuer: 'https://another.example' }]) {
        const { json } = await devToken(stage, { userId, ...claims });
        fits('the token', json?.token, TEXT);
        isRefused(await stage.upgrade({ token: String(json?.token) }), 'INVALID_TOKEN');
      }
    },
  ),
  promised('10.dev-token-refused', '/dev/tokens refuses what is no request for a token', async (stage) => {
    isRefused(await devToken(stage, {}), 'MISSING_PARAMETER', { parameter: 'userId' });
    isRefused(await devToken(stage, { userId: 5 }), 'INVALID_PARAMETER', { parameter: 'userId' });
    isRefused(await stage.http('POST', '/dev/tokens', { body: 'x' }), 'INVALID_MESSAGE');
    isRefused(await stage.http('GET', '/dev/tokens'), 'METHOD_NOT_ALLOWED');
  }),
  promised(
    '10.source-languages',
    'The source languages are those the embedded recogniser knows: another one is UNSUPPORTED_LANGUAGE, with what is supported',
    async (stage) => {
      const { asr, sourceLanguages: supported } = Object((await stage.http('GET', '/health')).json);
      fits('asr.languages', asr?.languages, supported);
      if (supported.length === 0) throw new Skipped('needs a recogniser');
      const other = SOURCE_LANGUAGES.find((language) => !supported.includes(language));
      if (other === undefined) throw new Skipped('needs a recogniser that does not know every source language');
      const token = await stage.token();
      const details = { supported };
      isRefused(await stage.upgrade({ ...CREATE, sourceLanguage: other, token }), 'UNSUPPORTED_LANGUAGE', details);
      const json = { sourceLanguage: other };
      isRefused(await stage.http('POST', '/sessions', { token, json }), 'UNSUPPORTED_LANGUAGE', details);
      const client = await stage.connect({ token });
      await client.refused({ ...CREATE, sourceLanguage: other }, 'UNSUPPORTED_LANGUAGE', details);
    },
  ),
  promised('10.whole', 'From the microphone to the listener: the embedded pipeline delivers audio', async (stage) => {
    ownServer(stage);
    const missing = ENGINES.filter((engine) => !isInstalled(engine));
    if (missing.length > 0) throw new Skipped(`needs ${missing.join(' and ')}`);
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId, 'es');
    await speaker.ask(blocks(1, 5), 'audioReceived');
    await speaker.ask(silence(16_000), 'audioReceived');
    const heard = await listener.next('audio', undefined, 40_000);
    const pcm = { format: 'pcm', sampleRate: 16_000, channels: 1, sequenceNumber: WHOLE };
    fits('audio', heard, { sessionId, audioData: /^[A-Za-z0-9+/]+=*$/, text: TEXT, ...pcm });
    const times = { startTimeMs: 0, endTimeMs: 100 };
    const part = { resultId: TEXT, epoch: 0, targetLanguage: 'es', part: 1, ...times };
    fits('audio', heard, part);
    // Speech that fits into one message has one part.
    fits('parts', heard.parts, 1);
  }),
  promised('10.caption', 'Where nothing is translated the embedded pipeline shows what was said', async (stage) => {
    ownServer(stage);
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId, 'de');
    await speaker.ask(blocks(1, 5), 'audioReceived');
    await speaker.ask(silence(16_000), 'audioReceived');
    const caption = await listener.next('caption', ({ isPartial }) => isPartial === false, 40_000);
    const languages = { targetLanguage: 'de', sourceLanguage: 'en', translated: false };
    fits('caption', caption, { sessionId, text: words(1, 5), resultId: TEXT, sequenceNumber: WHOLE, ...languages });
  }),
  promised(
    '10.embedded-only',
    '/dev/tokens exists in embedded mode only',
    async (stage) => {
      isRefused(await devToken(stage, { userId: 'ada' }), 'NOT_FOUND');
    },
    { under: 'aws' },
  ),
  promised(
    '11.mode',
    'ROSTRUM_MODE=aws: the ready line says so',
    async (stage) => {
      fits('the line', stage.server.ready, { msg: 'listening', mode: 'aws' });
    },
    { under: 'aws' },
  ),
  promised('11.admin', 'ADMIN_PORT serves /metrics, /healthz and /readyz', async (stage) => {
    const { ready } = ownServer(stage);
    if (ready.adminPort === undefined) throw new Skipped('the ready line does not tell a free admin port');
    for (const path of ['/metrics', '/healthz', '/readyz']) {
      isAnswered(await ask(`http://127.0.0.1:${ready.adminPort}${path}`), 200);
    }
  }),
  ...(['RS256', 'ES256'] as const).map((algorithm) =>
    promised(
      `11.token-${algorithm}`,
      `Tokens signed ${algorithm} are taken`,
      async (stage) => {
        await stage.connect({ token: stage.aws.issuer.token(stage.newUser(), {}, algorithm) });
      },
      { under: 'aws' },
    ),
  ),
  promised(
    '11.token-use',
    'token_use, where present, must be id or access',
    async (stage) => {
      const { issuer } = stage.aws;
      for (const use of ['id', 'access', undefined]) {
        await stage.connect({ token: issuer.token(stage.newUser(), { token_use: use }) });
      }
      isRefused(
        await stage.upgrade({ token: issuer.token(stage.newUser(), { token_use: 'refresh' }) }),
        'INVALID_TOKEN',
      );
    },
    { under: 'aws' },
  ),
  promised(
    '11.token-claims',
    'Issuer, audience and expiry are checked',
    async (stage) => {
      const { issuer } = stage.aws;
      const user = stage.newUser();
      const past = Math.floor(Date.now() / 1000) - 600;
      for (const claims of [
        { iss: 'https://another.example' },
        { aud: 'another' },
        { exp: past },
        { sub: undefined },
      ]) {
        isRefused(await stage.upgrade({ token: issuer.token(user, claims) }), 'INVALID_TOKEN');
      }
    },
    { under: 'aws' },
  ),
];
