/** Section 2: health, readiness, and what the server can do for each target language. */

import { isInstalled } from '../../../testkit/programs/installed.ts';
import { TARGET_LANGUAGES } from '../codes.ts';
import { eventually } from '../deadline.ts';
import { fits, members, oneOf, Skipped, TEXT, WHOLE } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isAnswered } from '../web.ts';

const OFFERS = oneOf('speech', 'captions', 'none');
const ENGINES = ['espeak-ng', 'apertium'];

interface Target {
  readonly code: string;
  readonly offers: string;
}

async function targetsOf(stage: Stage, server = stage.server): Promise<readonly Target[]> {
  const answer = await stage.http('GET', '/health', { server });
  isAnswered(answer, 200);
  fits('the body', answer.json, { status: 'healthy' });
  const { targets } = Object(answer.json);
  fits('whether targets is a list', Array.isArray(targets), true);
  return targets as readonly Target[];
}

const offersOf = (targets: readonly Target[]) => Object.fromEntries(targets.map(({ code, offers }) => [code, offers]));

export const health: readonly Promised[] = [
  promised('2.health', 'GET /health is 200 {"status":"healthy",...}', async (stage) => {
    const answer = await stage.http('GET', '/health');
    isAnswered(answer, 200);
    fits('the body', answer.json, { status: 'healthy' });
  }),
  promised(
    '2.asr',
    'In embedded mode GET /health has asr: which recogniser is at work, and what it takes',
    async (stage) => {
      const { asr, mode, sourceLanguages } = Object((await stage.http('GET', '/health')).json);
      if (mode !== 'embedded') throw new Skipped('needs a server in embedded mode');
      fits('asr', asr, { engine: TEXT, model: TEXT, maxStreams: WHOLE });
      fits('its languages', asr.languages, sourceLanguages);
    },
  ),
  promised('2.healthz', 'GET /healthz is liveness: 200', async (stage) => {
    isAnswered(await stage.http('GET', '/healthz'), 200);
  }),
  promised('2.readyz', 'GET /readyz is 200 when ready', async (stage) => {
    isAnswered(await stage.http('GET', '/readyz'), 200);
  }),
  promised(
    '2.targets',
    'GET /health has targets: each target language once, with speech, captions or none',
    async (stage) => {
      const targets = await targetsOf(stage);
      fits('the languages, sorted', targets.map(({ code }) => code).sort(), [...TARGET_LANGUAGES].sort());
      for (const target of targets) {
        members('a target', target, ['code', 'offers']);
        fits(`what ${target.code} offers`, target.offers, OFFERS);
      }
    },
  ),
  promised('2.targets-embedded', 'In embedded mode targets come from the engines that are there', async (stage) => {
    const missing = ENGINES.filter((engine) => !isInstalled(engine));
    if (stage.server.program === undefined || missing.length > 0) {
      throw new Skipped(`needs a server of its own, and ${ENGINES.join(' and ')}`);
    }
    // The server asks the pipeline at the first request, and the pipeline may have to start.
    await eventually(async () => fits('targets', offersOf(await targetsOf(stage)), { es: 'speech', de: 'none' }));
  }),
  promised(
    '2.targets-no-engines',
    '... and are none where there are none, but for the speaker’s own language',
    async (stage) => {
      const bare = await stage.launch('standard', { environment: { PATH: '/nonexistent' } });
      const foreign = (await targetsOf(stage, bare)).filter(({ code }) => code !== 'en');
      fits('what is offered', [...new Set(foreign.map(({ offers }) => offers))], ['none']);
    },
  ),
  promised(
    '2.targets-offers',
    'In AWS mode targets come from TARGET_OFFERS; what it does not name is speech',
    async (stage) => {
      const offers = offersOf(await targetsOf(stage));
      fits('targets', offers, { es: 'speech', de: 'speech', gl: 'captions', eo: 'none' });
    },
    { under: 'aws' },
  ),
  promised(
    '2.targets-supported',
    'targets are the languages of SUPPORTED_LANGUAGES',
    async (stage) => {
      fits('the languages, sorted', (await targetsOf(stage)).map(({ code }) => code).sort(), ['ca', 'es', 'fr']);
    },
    { under: 'small' },
  ),
];
