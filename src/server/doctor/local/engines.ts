/**
 * Embedded mode: the recogniser that would be used, and the voices that listeners would hear. Starts the local services as the
 * server does, asks them, and ends them; tables stay in memory.
 */
import { EMBEDDED_CREDENTIALS, EMBEDDED_FUNCTION, EMBEDDED_REGION } from '../../../integrations/emulators/account.ts';
import { NO_RECOGNISER, type RecogniserInfo } from '../../../integrations/emulators/recogniser-info.ts';
import { ServicesProcess } from '../../../integrations/emulators/services-process.ts';
import type { TargetOffer } from '../../../protocol/http-messages.ts';
import { understandsPeople } from '../../../protocol/recogniser-text.ts';
import { embeddedSettings } from '../../boot/local-services.ts';
import type { Config } from '../../config/config.ts';
import type { Check, Finding } from '../check.ts';

/** They load a model and start a function, on a busy machine too. */
const TIMEOUT_MS = 30_000;
/** Nothing is delivered: no transcript is made. */
const NOWHERE = 'http://127.0.0.1:9';

export const enginesCheck: Check = {
  id: 'engines',
  claim: 'Embedded mode has a speech recogniser, translation and voices.',
  fix: 'Run npm run setup, which installs the engines and says what it could not install.',
  needs: [],
  timeoutMs: TIMEOUT_MS,
  run: async ({ config }, signal) => {
    if (config.mode !== 'embedded') return { verdict: 'skipped', said: 'AWS mode uses Amazon’s engines' };
    return judgeEngines(await askEngines(config, signal));
  },
};

export interface EnginesSeen {
  readonly asr: RecogniserInfo;
  readonly offers: readonly TargetOffer[];
}

export function judgeEngines({ asr, offers }: EnginesSeen): Finding {
  const { engine, model, maxStreams, note } = asr;
  const heard = offers.filter(({ offers: offer }) => offer === 'speech').map(({ code }) => code);
  const voices = heard.length === 0 ? 'nobody hears a translation' : `translations are spoken in ${heard.join(', ')}`;
  if (engine === NO_RECOGNISER)
    return { verdict: 'failed', said: `no recogniser${note === undefined ? '' : `: ${note}`}` };
  const said = `${model}, ${maxStreams} speakers at a time; ${voices}${note === undefined ? '' : ` (${note})`}`;
  const isPoor = note !== undefined || heard.length === 0 || !understandsPeople(engine);
  return { verdict: isPoor ? 'warned' : 'passed', said };
}

async function askEngines(config: Config, signal: AbortSignal): Promise<EnginesSeen> {
  const services = new ServicesProcess();
  signal.addEventListener('abort', () => services.kill(), { once: true });
  try {
    const started = await services.start({
      ...embeddedSettings(config, NOWHERE),
      // Tables in memory, and no spans to a collector: nothing here is kept, and nothing leaves this machine.
      ...{ dataFolder: undefined, dynamodbEndpoint: undefined, faultsPort: undefined, pipelineLayer: undefined },
    });
    if (!started.ok) throw new Error(started.message);
    const { asr, lambda } = started.services;
    const { askedTargetOffers } = await import('../../../integrations/lambda/target-offers.ts');
    const ask = askedTargetOffers({
      ...{
        region: EMBEDDED_REGION,
        endpoint: lambda,
        credentials: EMBEDDED_CREDENTIALS,
        functionName: EMBEDDED_FUNCTION,
      },
      sourceLanguage: () => asr.languages[0] ?? 'en',
      targetLanguages: config.targetLanguages,
    });
    return { asr, offers: await ask() };
  } finally {
    // Asked to end, it ends its engines first: killed, it would leave them to die a moment after the doctor.
    await services.close();
  }
}
