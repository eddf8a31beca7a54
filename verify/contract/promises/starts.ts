/** Section 11, and the variables of section 6: settings that prevent the start, and how long a stop takes. */
import { builtProgram } from '../../../testkit/programs/built-program.ts';
import { documentedSettings } from '../../../testkit/programs/documented-settings.ts';
import { run } from '../../../testkit/programs/program.ts';
import { CLOSE } from '../codes.ts';
import { CONDITIONS } from '../conditions.ts';
import { eventually } from '../deadline.ts';
import { ABSENT, fits, holds, POSITIVE, Skipped } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isAnswered } from '../web.ts';

const ORIGIN = 'http://localhost:3000';
const DRAIN_DELAY_MS = 2_500;
/** All wrong settings that are checked, in one start. */
const WRONG = {
  ROSTRUM_MODE: 'aws',
  PORT: 'http',
  TARGET_OFFERS: 'es=song',
  TRANSLATION_SEGMENTS: 'word',
  SEGMENT_DEADLINE_MS: '5',
  PING_INTERVAL_MS: '4000',
  IDLE_TIMEOUT_MS: '6000',
  CONNECTS_PER_MINUTE: '20',
  JOINS_PER_MINUTE: '10',
  LOOKUP_MISSES_PER_MINUTE: '60',
  DRAIN_DELAY_MS: 'soon',
};
const SEGMENTS = ['TRANSLATION_SEGMENTS', 'SEGMENT_DEADLINE_MS'];
const MISSING = [
  'TRANSLATION_PIPELINE_FUNCTION_NAME',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_JWKS_URL',
  'DELIVERY_ACCESS_KEY_ID',
];
const SUCCESSORS = {
  CONNECTS_PER_MINUTE: /CONNECTS_(REFUSED|ACCEPTED)_PER_MINUTE/,
  JOINS_PER_MINUTE: /UNKNOWN_SESSIONS_PER_MINUTE|CONNECTS_ACCEPTED_PER_MINUTE/,
  LOOKUP_MISSES_PER_MINUTE: /UNKNOWN_SESSIONS_PER_MINUTE/,
} as const;
/** The contract's variables with their defaults. */
const DEFAULTS = {
  AUDIO_BURST: '50',
  CONTROL_BURST: '10',
  STATUS_BURST: '3',
  CONNECTS_REFUSED_PER_MINUTE: '20',
  CONNECTS_ACCEPTED_PER_MINUTE: '1200',
  UNKNOWN_SESSIONS_PER_MINUTE: '10',
  PING_INTERVAL_MS: '25000',
  DRAIN_DELAY_MS: '0',
  TRANSLATION_SEGMENTS: 'clause',
  SEGMENT_DEADLINE_MS: '4000',
  MAX_SESSIONS_PER_USER: '1',
  MAX_LISTENERS_PER_SESSION: '500',
  SPEAKER_GRACE_MS: '15000',
  SESSION_LIFE_MS: '7200000',
  IDLE_TIMEOUT_MS: '120000',
};

interface Stopped {
  readonly code: number | null;
  readonly stdout: string;
  readonly lines: readonly string[];
}
const stopped = new WeakMap<object, Promise<Stopped>>();

/** All promises check the same start. */
function wrongStart(stage: Stage): Promise<Stopped> {
  if (stage.server.program === undefined) throw new Skipped('needs a server of its own to start and stop');
  const seen = stopped.get(stage.observed) ?? startWrongly();
  stopped.set(stage.observed, seen);
  return seen;
}

async function startWrongly(): Promise<Stopped> {
  const program = run(await builtProgram('server'), [], { ...CONDITIONS.standard.environment, ...WRONG });
  const code = await program.exited;
  return { code, stdout: program.output.stdout, lines: program.output.stderr.trim().split('\n') };
}

async function lineAbout(stage: Stage, name: string): Promise<string> {
  const { lines } = await wrongStart(stage);
  const about = lines.filter((line) => new RegExp(`^(rostrum: )?${name}\\b`).test(line));
  fits(`lines about ${name}`, about.length, 1);
  return about[0] ?? '';
}

export const starts: readonly Promised[] = [
  promised('11.problems', 'A missing or wrong value stops the start with one line per problem', async (stage) => {
    const { code, stdout } = await wrongStart(stage);
    holds('an exit code that is not 0', code !== 0, code);
    for (const name of ['PORT', 'TARGET_OFFERS', 'DRAIN_DELAY_MS', ...SEGMENTS, ...MISSING])
      await lineAbout(stage, name);
    fits('its ready line', stdout, '');
  }),
  ...Object.entries(SUCCESSORS).map(([name, successor]) =>
    promised(`6.old-variable-${name}`, `${name} stops the start and its line names its successor`, async (stage) => {
      fits('the line', await lineAbout(stage, name), successor);
    }),
  ),
  promised('6.ping-too-slow', 'PING_INTERVAL_MS over half of IDLE_TIMEOUT_MS stops the start', async (stage) => {
    fits('the line', await lineAbout(stage, 'PING_INTERVAL_MS'), /IDLE_TIMEOUT_MS/);
  }),
  promised('11.variables', 'The limits are variables with their defaults in .env.example', async (stage) => {
    if (stage.server.program === undefined) throw new Skipped('needs the server’s own files');
    const listed = documentedSettings();
    fits('.env.example', listed, DEFAULTS);
    for (const old of Object.keys(SUCCESSORS)) fits(old, listed[old], ABSENT);
  }),
  promised(
    '11.drain-delay',
    'DRAIN_DELAY_MS: after SIGTERM readyz is 503 while connects are served, then clients are sent away',
    async (stage) => {
      const server = await stage.launch('standard', { environment: { DRAIN_DELAY_MS: String(DRAIN_DELAY_MS) } });
      const { speaker, sessionId } = await stage.speaker({}, { server });
      const beganMs = performance.now();
      const exit = stage.stop(server);
      await eventually(async () => {
        const answer = await stage.http('GET', '/readyz', { server, headers: { origin: ORIGIN } });
        isAnswered(answer, 503);
        fits('its CORS header', answer.headers['access-control-allow-origin'], ORIGIN);
      });
      const late = await stage.listener(sessionId, 'es', {}, { server });
      isAnswered(await stage.http('GET', `/sessions/${sessionId}`, { server }), 200);
      isAnswered(await stage.http('GET', '/healthz', { server }), 200);
      await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      await late.next('broadcastPaused');
      for (const client of [speaker, late]) {
        fits('serverDraining', await client.next('serverDraining'), { retryAfterMs: POSITIVE });
        const { atMs } = await client.closesWith(CLOSE.goingAway);
        holds('no close before the delay', atMs - beganMs > DRAIN_DELAY_MS - 100, `${Math.round(atMs - beganMs)} ms`);
      }
      fits('the exit code', await exit, 0);
    },
    { isSlow: true },
  ),
];
