/** Can somebody speak through the public address? Makes a session with the token of --token, and ends it. */
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { Finding } from '../check.ts';
import { toServerError } from './http-answer.ts';
import { HttpConnection } from './http-connection.ts';
import { OpenSocket, RefusedError } from './open-socket.ts';
import { publicCheck } from './public-check.ts';

/** 100 ms of silence. */
const CHUNK_BYTES = 3_200;
/** A stream of Amazon Transcribe opens and ends meanwhile, with up to 5 s for late results. */
const TIMEOUT_MS = 20_000;
const PREFERRED_LANGUAGE = 'en';

const FIXES: Readonly<Partial<Record<ErrorCode, string>>> = {
  INVALID_TOKEN: 'Give a fresh token of the issuer AUTH_ISSUER for the audience AUTH_AUDIENCE.',
  SESSION_EXISTS: 'Give the token of a user who is not speaking now.',
  TRANSCRIBE_UNAVAILABLE: 'See the check of Transcribe, and whether all streams are in use (TRANSCRIBE_MAX_STREAMS).',
};

export const liveAudio = publicCheck({
  id: 'live-audio',
  claim: 'With a speaker’s token a session is made, a chunk of silence is acknowledged, and the session is ended.',
  fix: 'See the server’s log for the refusal, under the code that is shown here.',
  needs: ['token'],
  timeoutMs: TIMEOUT_MS,
  async run(url, signal, { token = '' }) {
    const language = await sourceLanguage(url, signal);
    let socket: OpenSocket | undefined;
    try {
      // In a header: proxies log addresses.
      socket = await OpenSocket.open(url, `/?action=createSession&sourceLanguage=${language}`, signal, {
        headers: { authorization: `Bearer ${token}` },
        farewell: { action: 'endSession', reason: 'doctor' },
      });
      return await speak(socket);
    } catch (error) {
      const code = error instanceof RefusedError ? error.answer.error?.code : undefined;
      const fix = FIXES[code as ErrorCode];
      if (fix === undefined) throw error;
      return { verdict: 'failed', said: (error as Error).message, fix };
    } finally {
      // Says the farewell if the session has not ended.
      await socket?.close();
    }
  },
});

async function speak(socket: OpenSocket): Promise<Finding> {
  const greeting = await socket.next('sessionCreated', 'error');
  if (greeting.type === 'error') return refused('the session', greeting);
  socket.send(new Uint8Array(CHUNK_BYTES));
  const answer = await socket.next('audioReceived', 'error');
  if (answer.type === 'error') return refused('a chunk', answer);
  socket.send({ action: 'endSession', reason: 'doctor' });
  await socket.next('sessionEnded');
  await socket.ended();
  if (answer.dropped !== undefined)
    return { verdict: 'warned', said: `the chunk was acknowledged and dropped (${String(answer.dropped)})` };
  return { verdict: 'passed', said: `session made, ${CHUNK_BYTES} bytes of silence acknowledged, session ended` };
}

function refused(what: string, message: Readonly<Record<string, unknown>>): Finding {
  return {
    verdict: 'failed',
    said: `${what} was refused: ${toServerError(message)?.code ?? 'an error without a code'}`,
  };
}

/** One that the server takes. */
async function sourceLanguage(url: string, signal: AbortSignal): Promise<string> {
  const connection = new HttpConnection(url, signal);
  try {
    const offered = (await connection.ask({ path: '/healthz' })).json?.sourceLanguages;
    const languages = Array.isArray(offered) ? offered.map(String) : [];
    return languages.includes(PREFERRED_LANGUAGE) ? PREFERRED_LANGUAGE : (languages[0] ?? PREFERRED_LANGUAGE);
  } finally {
    connection.close();
  }
}
