/** Command: `node dist/emulators/transcribe`. Reads the flags and starts the endpoint; command.ts does the rest. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ASR_FORMS, problemsOfLanguages, readAsrChoice } from '../../src/integrations/emulators/asr-choice.ts';
import { readAsrQuirks } from '../../src/integrations/emulators/asr-quirks.ts';
import type { AsrSettings } from '../../src/integrations/emulators/asr-settings.ts';
import { defaultModelFolder } from '../../src/integrations/emulators/model-folder.ts';
import { NO_RECOGNISER } from '../../src/integrations/emulators/recogniser-info.ts';
import { runEndpoint, UsageError, wholeNumber } from '../command.ts';
import { FAULT_FLAGS, startWithFaults } from '../faults/fault-flags.ts';
import { startTranscribeEndpoint } from './endpoint.ts';
import { TranscribeFaults } from './faults/transcribe-faults.ts';
import { readScript, type Script } from './script.ts';

await runEndpoint({
  name: 'transcribe',
  summary:
    'A local Amazon Transcribe Streaming endpoint (HTTP/2 event stream, without TLS).\n' +
    'Connect the AWS SDK client with endpoint: "http://127.0.0.1:PORT" and any credentials.\n' +
    "A client with TLS only, such as Python's amazon-transcribe, needs a proxy in front that ends TLS (ALPN h2).",
  options: {
    port: { type: 'string', placeholder: '<n>', help: 'port on 127.0.0.1 (default 0: a free one)' },
    recogniser: { type: 'string', placeholder: '<name>', help: `${ASR_FORMS.join(', ')} (default auto)` },
    'model-folder': {
      type: 'string',
      placeholder: '<path>',
      help: 'folder of Moonshine’s model (default: where npm run setup puts it)',
    },
    languages: {
      type: 'string',
      placeholder: '<list>',
      help: 'source languages, separated by commas (default: all that the model knows)',
    },
    step: {
      type: 'string',
      placeholder: '<ms>',
      help: 'new audio that each partial waits for (default: by the stability the client asks for)',
    },
    script: { type: 'string', placeholder: '<file>', help: 'JSON file of phrases, for --recogniser script' },
    'blocks-per-word': {
      type: 'string',
      placeholder: '<n>',
      help: 'blocks of 20 ms in a word, for --recogniser stamped (default 1)',
    },
    'final-after': {
      type: 'string',
      placeholder: '<ms>',
      help: 'speech in a final, for --recogniser stamped (default 1000)',
    },
    partial: {
      type: 'string',
      placeholder: '<ms>',
      help: 'audio from one partial to the next, for written and stamped (default 200)',
    },
    'stable-lag': {
      type: 'string',
      placeholder: '<ms>',
      help: 'from the end of a word to its being stable, for written (default 1000) and stamped',
    },
    'final-lag': {
      type: 'string',
      placeholder: '<ms>',
      help: 'from the last word to its final, for written (default 1900) and stamped',
    },
    quirks: {
      type: 'string',
      placeholder: '<list>',
      help: 'faults of the results, separated by commas: moved=MS, changed=SHARE, unmarked, unpunctuated, seed=N',
    },
    'max-streams': {
      type: 'string',
      placeholder: '<n>',
      help: 'streams at once (default: 3 for each core, 1 for Whisper; 500 for script, stamped and written)',
    },
    'idle-timeout': {
      type: 'string',
      placeholder: '<ms>',
      help: 'end a stream after this time without audio (default 15000)',
    },
    workers: {
      type: 'string',
      placeholder: '<n>',
      help: 'decoding threads of pocketsphinx (default: one for each core)',
    },
    'access-key-id': {
      type: 'string',
      placeholder: '<id>',
      help: 'check signatures with this key id; needs the secret too',
    },
    'secret-access-key': {
      type: 'string',
      placeholder: '<key>',
      help: 'the secret of this key (default: signatures are not checked)',
    },
    ...FAULT_FLAGS,
  },
  async start(values) {
    const recogniser = toSettings(values);
    const { kind } = recogniser.choice;
    if (values.script !== undefined && kind !== 'script') {
      throw new UsageError('--script needs --recogniser script');
    }
    if ((values['blocks-per-word'] ?? values['final-after']) !== undefined && kind !== 'stamped') {
      throw new UsageError('--blocks-per-word and --final-after need --recogniser stamped');
    }
    if (recogniser.lags !== undefined && kind !== 'stamped' && kind !== 'written') {
      throw new UsageError('--partial, --stable-lag and --final-lag need --recogniser written or stamped');
    }
    const credentials = toCredentials(values['access-key-id'], values['secret-access-key']);
    const options = {
      port: wholeNumber('port', values.port, { min: 0, max: 65_535, fallback: 0 }),
      recogniser,
      idleTimeoutMs: wholeNumber('idle-timeout', values['idle-timeout'], { min: 1, max: 86_400_000, fallback: 15_000 }),
      workers: numberIn('workers', values.workers, 1, 64),
      stamped: {
        blocksPerWord: wholeNumber('blocks-per-word', values['blocks-per-word'], { min: 1, max: 1_000, fallback: 1 }),
        finalAfterMs: wholeNumber('final-after', values['final-after'], { min: 200, max: 60_000, fallback: 1_000 }),
      },
      ...(values.script === undefined ? {} : { script: await scriptIn(values.script) }),
      ...(credentials === undefined ? {} : { credentials }),
    };
    const service = { name: 'transcribe', faults: () => new TranscribeFaults() };
    return await startWithFaults(values, service, async (faults) => {
      const running = await startTranscribeEndpoint(faults === undefined ? options : { ...options, faults });
      if (running.asr.engine !== NO_RECOGNISER) return running;
      // A server is useful without recognition. This endpoint alone is not.
      await running.close();
      throw new Error(running.asr.note);
    });
  },
});

function toSettings(values: Readonly<Partial<Record<string, string | boolean>>>): AsrSettings {
  const given = (flag: string) => (values[flag] === undefined ? undefined : String(values[flag]));
  const read = readAsrChoice('--recogniser', given('recogniser') ?? 'auto');
  if (!read.ok) throw new UsageError(read.problem);
  const languages = given('languages')
    ?.split(',')
    .map((language) => language.trim());
  const [problem] = problemsOfLanguages('--languages', languages ?? []);
  if (problem !== undefined) throw new UsageError(problem);
  const quirks = given('quirks');
  const readQuirks = quirks === undefined ? undefined : readAsrQuirks('--quirks', quirks);
  if (readQuirks?.ok === false) throw new UsageError(readQuirks.problem);
  const folder = given('model-folder');
  return {
    choice: read.choice,
    languages,
    stepMs: numberIn('step', given('step'), 100, 5_000),
    maxStreams: numberIn('max-streams', given('max-streams'), 1, 10_000),
    lags: ['partial', 'stable-lag', 'final-lag'].some((flag) => given(flag) !== undefined)
      ? {
          partialMs: numberIn('partial', given('partial'), 20, 10_000),
          stableLagMs: numberIn('stable-lag', given('stable-lag'), 0, 10_000),
          finalLagMs: numberIn('final-lag', given('final-lag'), 0, 10_000),
        }
      : undefined,
    quirks: readQuirks?.quirks,
    modelFolder: folder === undefined ? defaultModelFolder(process.env) : resolve(folder),
    modelFolderNamedBy: folder === undefined ? undefined : '--model-folder',
  };
}

/** @returns undefined if the flag was not given. */
function numberIn(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  return text === undefined ? undefined : wholeNumber(flag, text, { min, max, fallback: min });
}

function toCredentials(accessKeyId: string | undefined, secretAccessKey: string | undefined) {
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError('--access-key-id and --secret-access-key must be given together');
  }
  return { accessKeyId, secretAccessKey };
}

async function scriptIn(file: string): Promise<Script> {
  try {
    return readScript(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--script ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
