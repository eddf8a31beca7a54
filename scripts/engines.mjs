/** The speech engines of the embedded mode: their Debian packages, and whether each one runs here. Installs nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY = 'libpocketsphinx.so.3';
const MODEL = '/usr/share/pocketsphinx/model/en-us';
const RECORDINGS = '/usr/share/pocketsphinx/test/data';
const RUN_TIMEOUT_MS = 10_000;

export const ENGINES = [
  {
    id: 'pocketsphinx',
    name: 'PocketSphinx (recognises English)',
    packages: ['libpocketsphinx3', 'pocketsphinx-en-us'],
    absence: `no ${LIBRARY}, or no model in ${MODEL}`,
    without: 'nothing is recognised: the embedded server, the demo and the end-to-end tests fail',
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
    absence: `no recordings in ${RECORDINGS}`,
    without: 'the end-to-end test on a human voice fails; the demo does not need them',
    find: () => (existsSync(join(RECORDINGS, 'librivox')) ? RECORDINGS : undefined),
  },
  {
    id: 'apertium-spa',
    name: 'Apertium, English to Spanish',
    packages: ['apertium', 'apertium-eng-spa'],
    absence: 'apertium -l lists no eng-spa',
    without: 'listeners in Spanish hear nothing and read the English text',
    find: () => findTranslation('eng-spa'),
  },
  {
    id: 'apertium-cat',
    name: 'Apertium, English to Catalan',
    packages: ['apertium', 'apertium-eng-cat'],
    absence: 'apertium -l lists no eng-cat',
    without: 'listeners in Catalan hear nothing and read the English text',
    find: () => findTranslation('eng-cat'),
  },
  {
    id: 'espeak-ng',
    name: 'eSpeak NG (speaks the translations)',
    packages: ['espeak-ng'],
    absence: 'espeak-ng does not run',
    without: 'no translation is spoken: listeners hear nothing, the demo and the end-to-end tests fail',
    find() {
      const version = output('espeak-ng', ['--version']);
      return version === undefined
        ? undefined
        : version.split('  ')[0]?.replace('eSpeak NG text-to-speech:', 'espeak-ng');
    },
  },
];

function findTranslation(pair) {
  const pairs = output('apertium', ['-l'])?.split(/\s+/) ?? [];
  return pairs.includes(pair) ? `apertium ${pair}` : undefined;
}

/** What a program prints; undefined when it is not there or fails. */
function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: RUN_TIMEOUT_MS });
  return status === 0 ? stdout.trim() : undefined;
}

/** Where the dynamic linker would look, near enough: its path variable, then the usual folders, a level deep. */
function findLibrary(name) {
  const own = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter((folder) => folder !== '');
  const usual = ['/usr/local/lib', '/usr/lib', '/usr/lib64', '/lib', '/lib64'];
  const multiarch = ['/usr/lib', '/lib'].flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : []).filter((f) => f.includes('-linux-')).map((f) => join(folder, f)),
  );
  return [...own, ...multiarch, ...usual].map((folder) => join(folder, name)).find((path) => existsSync(path));
}
