import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Exceptions, listProblems, type Sources } from './rules.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const EXCEPTIONS: Exceptions = {
  environment: {
    'emulators/lambda/runtime.ts': 'fills the environment of the function it runs, in a process of its own',
    'emulators/transcribe/index.ts': 'is a command',
    'deploy/bin/app.ts': 'is a command',
    'tools/trace/main.ts': 'is a command',
    'verify/recognition/runs/endpoint.ts': 'hands the model’s folder on to the endpoint it measures',
    'verify/load/main.ts': 'is a command',
    'verify/load/prepare.ts': 'is a command',
    'verify/load/validate.ts': 'is a command',
    'verify/load/quick-pipeline.ts': 'is a Lambda function, told where it is by its environment',
    'verify/hearing/spoken-handler.ts': 'is a Lambda function, told where it is by its environment',
    'testkit/command/terminal.ts': 'asks whether colours are wanted',
    'testkit/programs/child-environment.ts': 'hands the environment on to the processes that are started',
    'testkit/programs/installed.ts': 'looks through the caller’s PATH',
  },
  unknownImports: {
    'emulators/lambda/runtime.ts': 'loads the handler it is told to run, in a process of its own',
    'emulators/dynamodb/library.ts': 'loads an operation of dynalite by its name, from a closed list',
    'testkit/programs/run-with-probe.ts': 'runs the program it is told to run, with a probe beside it',
    'emulators/transcribe/engines/sherpa-onnx.ts': 'asks the part for this system why it does not load',
    'src/server/sockets/socket-library.ts': 'loads the binary that fits the Node that runs',
  },
  packages: {
    'emulators/dynamodb/iterator-release.ts': {
      name: 'abstract-level',
      why: 'mends what dynalite does with its own store, and takes the very copy dynalite has',
    },
    'emulators/transcribe/stream-request.ts': {
      name: '@aws-sdk/client-transcribe-streaming',
      why: 'takes the list of language codes from where the service publishes it, and no client',
    },
  },
  long: {},
};

/** Every TypeScript file that is tracked, or is about to be. */
async function allSources(): Promise<Sources> {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '*.ts'], {
    cwd: ROOT,
  });
  const paths = listed
    .toString()
    .split('\0')
    .filter((path) => path !== '' && !path.endsWith('.d.ts') && existsSync(join(ROOT, path)));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path), 'utf8')] as const)),
  );
}

test('every TypeScript file of every folder is in its place', async () => {
  const sources = await allSources();

  const problems = listProblems(sources, EXCEPTIONS);

  assert.ok(sources.size > 1_000, 'the files were found');
  assert.deepEqual(problems, []);
});
