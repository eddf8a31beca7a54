/** The speech engines of embedded mode: their packages, and for each a check whether it runs here. Installs nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIBRARY = 'libpocketsphinx.so.3';
const MODEL = '/usr/share/pocketsphinx/model/en-us';
const RECORDINGS = '/usr/share/pocketsphinx/test/data';
const CATALAN_VOICE = 'upc_ca_ona_hts';
const RUN_TIMEOUT_MS = 10_000;
const NOTHING_RECOGNISED =
  'no speech is recognised: nobody can speak on an embedded server, and the demo and the end-to-end tests fail';

/** The files of the speech model and their bytes, as in emulators/transcribe/engines/model-files.ts; a test compares them. */
export const SPEECH_MODEL = {
  folder: 'moonshine-tiny-en-0.0.4',
  files: {
    'encoder_model.ort': 13_238_168,
    'decoder_model_merged.ort': 58_327_168,
    'tokens.txt': 549_354,
    'silero_vad_v5.onnx': 2_327_524,
  },
};

export const ENGINES = [
  {
    id: 'moonshine',
    name: 'Moonshine (recognises English, people best)',
    // Not Debian packages: setup fetches the model, npm the library.
    packages: [],
    licence: 'MIT, run by sherpa-onnx, Apache-2.0',
    absence: 'its model is not in the user’s cache, or sherpa-onnx has no part for this system',
    without: 'speech is recognised by PocketSphinx, which gets more words of people wrong',
    withoutAnyRecogniser: NOTHING_RECOGNISED,
    find: findSpeechModel,
  },
  {
    id: 'pocketsphinx',
    name: 'PocketSphinx (recognises English)',
    packages: ['libpocketsphinx3', 'pocketsphinx-en-us'],
    licence: 'BSD-2-Clause',
    absence: `no ${LIBRARY}, or no model in ${MODEL}`,
    without: 'only Moonshine recognises speech, without a replacement if it fails; the tests of PocketSphinx fail',
    withoutAnyRecogniser: NOTHING_RECOGNISED,
    find() {
      const library = findLibrary(LIBRARY);
      const hasModel = ['en-us/mdef', 'en-us.lm.bin', 'cmudict-en-us.dict'].every((f) => existsSync(join(MODEL, f)));
      return library !== undefined && hasModel ? library : undefined;
    },
  },
  {
    id: 'recordings',
    name: 'PocketSphinx test recordings',
    packages: ['pocketsphinx-testdata'],
    licence: 'BSD-2-Clause; LibriVox in the public domain',
    absence: `no recordings in ${RECORDINGS}`,
    without: 'the end-to-end test on a human voice fails; the demo does not need them',
    find: () => (existsSync(join(RECORDINGS, 'librivox')) ? RECORDINGS : undefined),
  },
  {
    id: 'apertium-spa',
    name: 'Apertium, English to Spanish',
    packages: ['apertium', 'apertium-eng-spa'],
    licence: 'GPL-2.0-or-later; the language pair GPL-2.0-only',
    absence: 'apertium -l lists no eng-spa',
    without: 'listeners in Spanish hear nothing and read the English text',
    find: () => findTranslation('eng-spa'),
  },
  {
    id: 'apertium-cat',
    name: 'Apertium, English to Catalan',
    packages: ['apertium', 'apertium-eng-cat'],
    licence: 'GPL-2.0-or-later; the language pair GPL-3.0-or-later, parts GPL-2.0-or-later',
    absence: 'apertium -l lists no eng-cat',
    without: 'listeners in Catalan hear nothing and read the English text',
    find: () => findTranslation('eng-cat'),
  },
  {
    id: 'espeak-ng',
    name: 'eSpeak NG (speaks the translations)',
    packages: ['espeak-ng'],
    licence: 'GPL-3.0-or-later',
    absence: 'espeak-ng does not run',
    without: 'no translation is spoken: listeners hear nothing, and the demo and the end-to-end tests fail',
    find() {
      const version = output('espeak-ng', ['--version']);
      return version === undefined
        ? undefined
        : version.split('  ')[0]?.replace('eSpeak NG text-to-speech:', 'espeak-ng');
    },
  },
  {
    id: 'festival-ca',
    name: 'Festival, its Catalan voice Ona',
    packages: ['festival', 'festival-ca', 'festvox-ca-ona-hts'],
    licence:
      'X11 and BSD styles; festival-ca LGPL-2.1-only, parts GPL-2.0-or-later and GPL-3.0-or-later; the voice LGPL-2.1-or-later',
    absence: `festival does not run, or has no voice ${CATALAN_VOICE}`,
    without: 'Catalan is spoken by eSpeak NG, hard to understand',
    find() {
      // Asks for the voice, as the server does, because Festival may be installed without it.
      const voices = output('festival', ['--heap', '1000000', '--batch', '(print (voice.list))'])?.match(/\w+/g) ?? [];
      return voices.includes(CATALAN_VOICE) ? `festival with ${CATALAN_VOICE}` : undefined;
    },
  },
];

/** @returns what does not work without the missing engines, a line for each. */
export function lossesWithout(missing) {
  const isNone = ENGINES.filter((engine) => engine.withoutAnyRecogniser !== undefined).every((engine) =>
    missing.includes(engine),
  );
  return missing.map(({ name, without, withoutAnyRecogniser }) => {
    return `${name}: ${isNone ? (withoutAnyRecogniser ?? without) : without}`;
  });
}

/** Checks names and sizes only. The code that loads the model checks the hashes. */
function findSpeechModel() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const part = new URL(`../node_modules/sherpa-onnx-${system}-${process.arch}/sherpa-onnx.node`, import.meta.url);
  if (!existsSync(fileURLToPath(part))) return undefined;
  const folder = speechModelFolder();
  if (folder === undefined) return undefined;
  const isWhole = Object.entries(SPEECH_MODEL.files).every(
    ([name, bytes]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === bytes,
  );
  return isWhole ? folder : undefined;
}

/** Undefined for a user without a home folder. */
function speechModelFolder() {
  const { EMBEDDED_ASR_MODEL_FOLDER: named, XDG_CACHE_HOME: said = '', HOME: home } = process.env;
  if (named) return named;
  const below = ['rostrum', SPEECH_MODEL.folder];
  if (isAbsolute(said)) return join(said, ...below);
  const folder = home || findHome();
  return folder && join(folder, '.cache', ...below);
}

/** @returns the user's home folder. Undefined: the system has none for the user (Node then throws). */
function findHome() {
  try {
    return homedir() || userInfo().homedir || undefined;
  } catch {
    return undefined;
  }
}

function findTranslation(pair) {
  const pairs = output('apertium', ['-l'])?.split(/\s+/) ?? [];
  return pairs.includes(pair) ? `apertium ${pair}` : undefined;
}

/** @returns the output of a program. Undefined: the program is not installed or fails. */
function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: RUN_TIMEOUT_MS });
  return status === 0 ? stdout.trim() : undefined;
}

/** Searches roughly where the dynamic linker does: in LD_LIBRARY_PATH, then in the usual folders, not in folders below. */
function findLibrary(name) {
  const own = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => folder !== '');
  const usual = ['/usr/local/lib', '/usr/lib', '/usr/lib64', '/lib', '/lib64'];
  const multiarch = ['/usr/lib', '/lib'].flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : []).filter((f) => f.includes('-linux-')).map((f) => join(folder, f)),
  );
  return [...own, ...multiarch, ...usual].map((folder) => join(folder, name)).find((path) => existsSync(path));
}
