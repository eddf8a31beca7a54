/** The command: `node dist/embedded/transcribe`. Reads its flags, starts the endpoint; see command.ts for the rest. */
import { readFile } from 'node:fs/promises';
import { runEndpoint, UsageError, wholeNumber } from '../command.ts';
import { FAULT_FLAGS, startWithFaults } from '../faults/fault-flags.ts';
import { type RecogniserName, startTranscribeEndpoint } from './endpoint.ts';
import { TranscribeFaults } from './faults/transcribe-faults.ts';
import { readScript, type Script } from './script.ts';

const RECOGNISERS: readonly string[] = ['pocketsphinx', 'script', 'stamped'] satisfies RecogniserName[];

await runEndpoint({
  name: 'transcribe',
  summary:
    'A local Amazon Transcribe Streaming endpoint (HTTP/2 event stream, without TLS).\n' +
    'Connect the AWS SDK client with endpoint: "http://127.0.0.1:PORT" and any credentials.\n' +
    "A client that speaks TLS only, as Python's amazon-transcribe, needs something in front that ends TLS (ALPN h2).",
  options: {
    port: { type: 'string', placeholder: '<n>', help: 'port on 127.0.0.1 (default 0: a free one)' },
    recogniser: { type: 'string', placeholder: '<name>', help: `${RECOGNISERS.join(', ')} (default pocketsphinx)` },
    script: { type: 'string', placeholder: '<file>', help: 'JSON of phrases, for --recogniser script' },
    'blocks-per-word': { type: 'string', placeholder: '<n>', help: 'of 20 ms, for --recogniser stamped (default 1)' },
    'final-after': { type: 'string', placeholder: '<ms>', help: 'of speech, for --recogniser stamped (default 1000)' },
    'max-streams': { type: 'string', placeholder: '<n>', help: 'streams at once (default 25)' },
    'idle-timeout': { type: 'string', placeholder: '<ms>', help: 'end a stream so long without audio (default 15000)' },
    workers: { type: 'string', placeholder: '<n>', help: 'decoding threads of pocketsphinx (default 2)' },
    'access-key-id': { type: 'string', placeholder: '<id>', help: 'verify signatures, with this key and' },
    'secret-access-key': { type: 'string', placeholder: '<key>', help: 'this secret (default: not verified)' },
    ...FAULT_FLAGS,
  },
  async start(values) {
    const { recogniser = 'pocketsphinx' } = values;
    if (!isRecogniser(recogniser)) throw new UsageError(`--recogniser is one of ${RECOGNISERS.join(', ')}`);
    if (values.script !== undefined && recogniser !== 'script') {
      throw new UsageError('--script goes with --recogniser script');
    }
    if ((values['blocks-per-word'] ?? values['final-after']) !== undefined && recogniser !== 'stamped') {
      throw new UsageError('--blocks-per-word and --final-after go with --recogniser stamped');
    }
    const credentials = credentialsOf(values['access-key-id'], values['secret-access-key']);
    const options = {
      port: wholeNumber('port', values.port, { min: 0, max: 65_535, fallback: 0 }),
      recogniser,
      maxStreams: wholeNumber('max-streams', values['max-streams'], { min: 1, max: 10_000, fallback: 25 }),
      idleTimeoutMs: wholeNumber('idle-timeout', values['idle-timeout'], { min: 1, max: 86_400_000, fallback: 15_000 }),
      workers: wholeNumber('workers', values.workers, { min: 1, max: 64, fallback: 2 }),
      stamped: {
        blocksPerWord: wholeNumber('blocks-per-word', values['blocks-per-word'], { min: 1, max: 1_000, fallback: 1 }),
        finalAfterMs: wholeNumber('final-after', values['final-after'], { min: 200, max: 60_000, fallback: 1_000 }),
      },
      ...(values.script === undefined ? {} : { script: await scriptIn(values.script) }),
      ...(credentials === undefined ? {} : { credentials }),
    };
    const service = { name: 'transcribe', faults: () => new TranscribeFaults() };
    return await startWithFaults(values, service, (faults) =>
      startTranscribeEndpoint(faults === undefined ? options : { ...options, faults }),
    );
  },
});

function isRecogniser(name: string): name is RecogniserName {
  return RECOGNISERS.includes(name);
}

function credentialsOf(accessKeyId: string | undefined, secretAccessKey: string | undefined) {
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError('--access-key-id and --secret-access-key go together');
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
