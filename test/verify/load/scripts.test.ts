/** What the k6 scripts count with, as far as it needs no k6. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlTurn } from '../../../load/controls.ts';
import { Ear } from '../../../load/ear.ts';
import { Notices } from '../../../load/notices.ts';

const final = (...blocks: number[]) =>
  JSON.stringify({ type: 'transcript', isPartial: false, text: blocks.map((block) => `b${block}`).join(' ') });

test('blocks that come in order, around the end of the audio too, are neither missing nor doubled', () => {
  const ear = new Ear(4);
  for (const text of [final(0, 1), '{"type":"other"}', final(2, 3, 0), final(1)]) ear.hear(text);

  assert.deepEqual(ear.settle(6), { missing: 0, doubled: 0 });
  assert.equal(ear.finals, 3);
});

test('a block that is left out is missing, one that comes again is doubled, one that never comes is missing', () => {
  const ear = new Ear(100);
  ear.hear(final(0, 1, 4, 3, 5));
  ear.hear(JSON.stringify({ type: 'transcript', isPartial: true, text: 'b90' }));

  assert.deepEqual(ear.settle(9), { missing: 5, doubled: 1 });
});

test('every listener must hear every notice in order; what one passes over is missing', () => {
  const heard: number[] = [];
  const notices = new Notices(2, (ms) => heard.push(ms));
  notices.expect('{"type":"broadcastPaused"', 100);
  notices.expect('"volumeLevel":0.5', 200);

  notices.hear(0, '{"type":"broadcastPaused","x":1}', 110);
  notices.hear(0, '{"type":"volumeChanged","volumeLevel":0.5}', 230);
  notices.hear(1, '{"type":"volumeChanged","volumeLevel":0.5}', 240);
  notices.hear(1, '{"type":"sessionStatus"}', 250);
  notices.hear(1, '{"type":"broadcastMuted"}', 250);

  assert.deepEqual(heard, [10, 30, 40]);
  assert.deepEqual([notices.expected, notices.heard, notices.missing], [2, 3, 1]);
});

test('a speaker’s controls go around, and no two volumes in a row are alike', () => {
  const turn = new ControlTurn();
  const round = Array.from({ length: 12 }, () => turn.next());

  const volumes = round.filter(({ message }) => message.action === 'setVolume').map(({ answer }) => answer);
  assert.equal(new Set(volumes).size, 4);
  assert.deepEqual(round[0], { message: { action: 'pauseBroadcast' }, answer: '{"type":"broadcastPaused"' });
});
