import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DEFAULTS,
  readScreenAddress,
  type ScreenSettings,
  toScreenQuery,
} from '../../../web/src/screen/screen-settings.ts';

const read = (query: string) => readScreenAddress(new URLSearchParams(query));

test('an address that says nothing has the speaker’s own words, two lines, on black', () => {
  assert.deepEqual(read(''), { settings: DEFAULTS, wrong: [] });
  assert.deepEqual(read('code=&languages=&lines=&size=&color=&unknown=1'), { settings: DEFAULTS, wrong: [] });
});

test('every parameter is taken as it is meant, however it is typed', () => {
  const { settings, wrong } = read(
    'code=Golden%20eagle 427&languages=es, CA,original&lines=3&size=3.5VW&background=Transparent&color=ffcc00' +
      '&align=Center&qr=corner&server=wss://talks.example/x',
  );

  assert.deepEqual(wrong, []);
  assert.deepEqual(settings, {
    code: 'golden-eagle-427',
    languages: ['es', 'ca', 'original'],
    lines: 3,
    size: { value: 3.5, unit: 'vw' },
    background: 'transparent',
    color: '#ffcc00',
    align: 'center',
    qr: 'corner',
    server: 'wss://talks.example/x',
    address: undefined,
  });
  assert.deepEqual(read('size=48').settings.size, { value: 48, unit: 'px' });
  assert.equal(read('background=%23fA0').settings.background, '#ffaa00');
  assert.equal(read('background=green').settings.background, '#00b140');
});

test('what is wrong is named, and its default stands in for it', () => {
  const bad = ['lines=0', 'lines=7', 'lines=2.5', 'size=11', 'size=21vw', 'size=5em', 'size=-4', 'background=nothing'];
  const worse = ['color=%2312', 'color=constructor', 'align=top', 'qr=on', 'server=talks.example', 'server=ftp://a.b'];
  for (const query of [...bad, ...worse]) {
    const { settings, wrong } = read(query);
    assert.deepEqual([settings, wrong], [DEFAULTS, [decodeURIComponent(query)]], query);
  }
});

test('of a wrong value a short piece is shown', () => {
  assert.deepEqual(read(`align=${'x'.repeat(400)}`).wrong, [`align=${'x'.repeat(24)}…`]);
});

test('at most four languages are shown, each once; unknown ones are named, and the others stay', () => {
  assert.deepEqual(read('languages=es,tlh,es').settings.languages, ['es']);
  assert.deepEqual(read('languages=es,tlh,es').wrong, ['languages=tlh']);
  const many = read('languages=es,ca,en,fr,de,it');
  assert.deepEqual([many.settings.languages, many.wrong], [['es', 'ca', 'en', 'fr'], ['languages=de,it']]);
  assert.deepEqual(read('languages=xx').settings.languages, ['original']);
});

test('the address that is made of settings says what differs from the defaults, and reads as the same settings', () => {
  assert.equal(String(toScreenQuery({ ...DEFAULTS, code: 'golden-eagle-427' })), 'code=golden-eagle-427');
  const settings: ScreenSettings = {
    ...{ code: 'golden-eagle-427', languages: ['es', 'original'], lines: 1, size: { value: 40, unit: 'px' } },
    ...{ background: 'transparent', color: '#ffcc00', align: 'right', qr: 'corner', server: 'https://talks.example' },
    address: '192.168.0.7:8080',
  };
  assert.deepEqual(read(String(toScreenQuery(settings))), { settings, wrong: [] });
  assert.doesNotMatch(String(toScreenQuery({ ...settings, background: '#123456' })), /%23/);
  assert.deepEqual(read(String(toScreenQuery({ ...settings, background: '#ffffff' }))).settings.background, '#ffffff');
});
