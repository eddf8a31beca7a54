/** Builds the chosen set of engines. Loads only what this set needs: a cold start with local engines does not load Polly. */
import type { Configuration } from './configuration.ts';
import type { Speaker } from './engines/speaker.ts';
import type { Translator } from './engines/translator.ts';

export interface EngineSet {
  readonly translator: Translator;
  readonly speaker: Speaker;
}

/** @param warn called with one line for an engine that is installed but cannot run. */
export async function createEngines(configuration: Configuration, warn: (line: string) => void): Promise<EngineSet> {
  return configuration.engines === 'aws' ? awsEngines(configuration) : localEngines(configuration, warn);
}

async function awsEngines({ region, translationDeadlineMs, speechDeadlineMs }: Configuration): Promise<EngineSet> {
  const [{ TranslateClient }, { PollyClient }, { AwsTranslator }, { AwsSpeaker }] = await Promise.all([
    import('@aws-sdk/client-translate'),
    import('@aws-sdk/client-polly'),
    import('./engines/aws-translator.ts'),
    import('./engines/aws-speaker.ts'),
  ]);
  return {
    translator: new AwsTranslator(new TranslateClient({ region }), translationDeadlineMs),
    speaker: new AwsSpeaker(new PollyClient({ region }), speechDeadlineMs),
  };
}

async function localEngines(configuration: Configuration, warn: (line: string) => void): Promise<EngineSet> {
  const { path, apertiumModesFolder: modesFolder, translationDeadlineMs, speechDeadlineMs } = configuration;
  const [{ ApertiumTranslator }, { EspeakSpeaker }, { FestivalSpeaker }, { LocalSpeaker }] = await Promise.all([
    import('./engines/apertium-translator.ts'),
    import('./engines/espeak-speaker.ts'),
    import('./engines/festival-speaker.ts'),
    import('./engines/local-speaker.ts'),
  ]);
  const program = { path, deadlineMs: speechDeadlineMs };
  return {
    translator: new ApertiumTranslator({ modesFolder, path, deadlineMs: translationDeadlineMs, warn }),
    speaker: new LocalSpeaker({ espeak: new EspeakSpeaker(program), festival: new FestivalSpeaker(program), warn }),
  };
}
