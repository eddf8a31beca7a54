/** The client the requirements name: Python's amazon-transcribe. It speaks HTTP/2 over TLS only, so TLS is ended in front. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startTranscribeEndpoint, type TranscribeOptions } from '../../../emulators/transcribe/endpoint.ts';
import { toPcm } from '../../../src/audio/pcm.ts';
import { countWordErrors } from '../../../testkit/speech/word-error-rate.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { pythonPackages } from '../../support/python-packages.ts';
import { concat, silence, synthesise } from '../../support/speech.ts';
import { startTlsPassThrough } from '../../support/tls-pass-through.ts';
import { KEY } from './sdk-client.ts';

const FOLDER = fileURLToPath(new URL('python-sdk/', import.meta.url));
const RECORDINGS = '/usr/share/pocketsphinx/test/data/librivox';
/** Read by a person. */
const READING = {
  file: 'sense_and_sensibility_01_austen_64kb-0890.wav',
  text: 'Unless to be rather cold hearted and rather selfish is to be ill disposed.',
};
const WAV_HEADER_BYTES = 44;
/** What transcribe.py prints: what was heard, or how it was refused. */
interface Outcome {
  readonly finals?: readonly string[];
  readonly partials?: number;
  readonly sessionId?: string;
  readonly exception?: string;
  readonly code?: string;
  readonly status?: number;
  readonly message?: string;
}

let fetched: ReturnType<typeof pythonPackages> | undefined;

/** @returns where the packages are; undefined when the test is skipped, which in CI it never is. */
async function packagesFor(t: TestContext): Promise<string | undefined> {
  fetched ??= pythonPackages(`${FOLDER}requirements.txt`);
  const packages = await fetched;
  if (packages.ok) return packages.folder;
  if (process.env.CI) assert.fail(packages.reason);
  t.skip(packages.reason);
  return undefined;
}

/** An endpoint behind TLS. */
async function start(t: TestContext, options: TranscribeOptions) {
  const endpoint = await startTranscribeEndpoint({ workers: 1, ...options });
  t.after(() => endpoint.close());
  const certificate = await makeCertificate(t);
  const port = await startTlsPassThrough(t, endpoint.port, certificate);
  return { ...endpoint, url: `https://127.0.0.1:${port}`, certFile: certificate.certFile };
}

async function transcribeInPython(
  { url, certFile }: { readonly url: string; readonly certFile: string },
  packages: string,
  pcm: Uint8Array,
  key = KEY,
): Promise<Outcome> {
  const child = spawn('python3', [`${FOLDER}transcribe.py`, url, certFile], {
    env: {
      ...process.env,
      PYTHONPATH: packages,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (part: Buffer) => {
      said[name] += part;
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end(pcm);
  await once(child, 'close');
  assert.equal(said.stderr, '');
  return JSON.parse(said.stdout) as Outcome;
}

test('a recording is transcribed for Python’s amazon-transcribe, every frame’s signature checked', async (t) => {
  const packages = await packagesFor(t);
  if (packages === undefined) return;
  const endpoint = await start(t, { recogniser: 'pocketsphinx', credentials: KEY });
  const spoken = 'The river is clean again because many people worked together for ten years.';
  const speech = concat(silence(500), await synthesise(spoken, { voice: 'rms' }), silence(1_000));
  const reading = readFileSync(`${RECORDINGS}/${READING.file}`).subarray(WAV_HEADER_BYTES);

  const heard = await transcribeInPython(
    endpoint,
    packages,
    Buffer.concat([toPcm(speech), reading, toPcm(silence(1_000))]),
  );

  const [first = '', ...others] = heard.finals ?? [];
  const rates = [countWordErrors(spoken, first).rate, countWordErrors(READING.text, others.join(' ')).rate];
  t.diagnostic(`word error rates ${rates.map((rate) => `${(rate * 100).toFixed(1)} %`).join(', ')}`);
  assert.ok((rates[0] ?? 1) <= 0.12 && (rates[1] ?? 1) <= 0.35, JSON.stringify(heard));
  assert.ok((heard.partials ?? 0) > 5, `${heard.partials} partials`);
  assert.match(heard.sessionId ?? '', /^[0-9a-f-]{36}$/);
});

for (const [what, key, code] of [
  ['a wrong secret', { ...KEY, secretAccessKey: 'another' }, 'InvalidSignatureException'],
  ['an unknown key', { ...KEY, accessKeyId: 'AKIDOTHER' }, 'UnrecognizedClientException'],
] as const) {
  test(`${what} is refused by name, as Python’s amazon-transcribe shows it`, async (t) => {
    const packages = await packagesFor(t);
    if (packages === undefined) return;
    const endpoint = await start(t, { recogniser: 'script', credentials: KEY });

    const { exception, code: got, status } = await transcribeInPython(endpoint, packages, new Uint8Array(32_000), key);

    assert.deepEqual([exception, got, status], ['UnknownServiceException', code, 403]);
    assert.deepEqual(endpoint.streams(), { opened: 0, closed: 0, active: 0, refused: 1 });
  });
}

test('without keys of its own the endpoint takes anybody’s, from Python too', async (t) => {
  const packages = await packagesFor(t);
  if (packages === undefined) return;
  const script = { phrases: [{ startMs: 0, endMs: 900, text: 'Hello again.' }] };
  const endpoint = await start(t, { recogniser: 'script', script });

  const key = { accessKeyId: 'ANY', secretAccessKey: 'thing' };
  const { finals: heard } = await transcribeInPython(endpoint, packages, new Uint8Array(64_000), key);

  assert.deepEqual(heard, ['Hello again.']);
});
