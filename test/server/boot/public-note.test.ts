import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutPaths } from '../../../src/server/boot/public-note.ts';

const FOLDER = '/home/ada lovelace/.cache/rostrum/moonshine-tiny-en-0.0.4';
const ROOTS = ['/home/ada lovelace', '/srv/ro strum/'];

const TOLD: readonly [note: string, told: string][] = [
  [
    `Moonshine cannot be used: there is no folder ${FOLDER}; npm run setup fetches it`,
    'Moonshine cannot be used: the speech model’s folder is not there; npm run setup fetches it',
  ],
  [
    `${FOLDER} has no Moonshine tiny-en: it is empty`,
    'the speech model’s folder has no Moonshine tiny-en: it is empty',
  ],
  [
    `${FOLDER}/encoder_model.ort is cut short: 5 bytes instead of 13238168`,
    'encoder_model.ort in the speech model’s folder is cut short: 5 bytes instead of 13238168',
  ],
  [
    'PocketSphinx is missing (/usr/lib/x86_64/libps.so.3: cannot open shared object file): apt-get install x',
    'PocketSphinx is missing (libps.so.3: cannot open shared object file): apt-get install x',
  ],
  [
    "PocketSphinx's model is missing (/usr/share/model/en-us/mdef): y",
    "PocketSphinx's model is missing (a place on the server): y",
  ],
  ["Error: '/srv/ro strum/node_modules/a/b.node' is of another system", "Error: 'b.node' is of another system"],
  [
    '/srv/ro strum/node_modules is not there, nor /home/ada lovelace/x',
    'a place on the server is not there, nor a place on the server',
  ],
  [
    'C:\\Users\\ada\\b.node is not there, \\\\host\\share\\c neither',
    'b.node is not there, a place on the server neither',
  ],
  [
    'see https://example.org/a/b and/or @napi-rs/whisper, EMBEDDED_ASR=whisper:FILE',
    'see https://example.org/a/b and/or @napi-rs/whisper, EMBEDDED_ASR=whisper:FILE',
  ],
];

for (const [note, told] of TOLD) {
  test(`${note} is told without a path`, () => {
    assert.equal(withoutPaths(note, FOLDER, ROOTS), told);
  });
}

test('wherever an absolute path stands, none of its folders are told', () => {
  const name = fc.stringMatching(/^[a-z]{3,8}$/).map((word) => `q${word}z`);
  const around = fc.constantFrom(' ', '"', "'", '(', ': ', '; ', ', ', '=');
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), around, (parts, before) => {
      const told = withoutPaths(`it is${before}/${parts.join('/')}/file.so, gone`, undefined);
      assert.ok(
        parts.every((part) => !told.includes(part)),
        told,
      );
    }),
  );
});
