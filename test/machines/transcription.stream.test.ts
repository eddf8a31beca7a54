import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor, setup } from 'xstate';
import { type OpenUpstream, type StreamReport, upstreamActor } from '../../src/machines/transcription.vocabulary.ts';

test('the actor opens one upstream, passes its commands and reports on, and releases it once when it stops', () => {
  const done: string[] = [];
  const heard: StreamReport[] = [];
  let say: (report: StreamReport) => void = () => {};
  const openUpstream: OpenUpstream = (stream, report) => {
    done.push(`open ${stream.number} ${stream.standby}`);
    say = report;
    return {
      finish: () => done.push('finish'),
      takeOver: () => done.push('takeOver'),
      release: () => done.push('release'),
    };
  };
  const s = setup({
    types: { events: {} as StreamReport | { type: 'finish' | 'takeOver' | 'drop' } },
    actors: { stream: upstreamActor },
  });
  const machine = s.createMachine({
    entry: s.spawnChild('stream', {
      id: 'stream',
      input: { number: 7, standby: true, finishing: false, openUpstream },
    }),
    on: {
      finish: { actions: s.sendTo('stream', { type: 'stream.finish' }) },
      takeOver: { actions: s.sendTo('stream', { type: 'stream.takeOver' }) },
      drop: { actions: s.stopChild('stream') },
      'stream.opened': { actions: ({ event }) => void heard.push(event) },
    },
  });
  const parent = createActor(machine).start();

  parent.send({ type: 'takeOver' });
  say({ type: 'stream.opened', stream: 7, replayedMs: 0 });
  parent.send({ type: 'finish' });
  parent.send({ type: 'drop' });
  say({ type: 'stream.opened', stream: 7, replayedMs: 0 });
  parent.stop();

  assert.deepEqual(done, ['open 7 true', 'takeOver', 'finish', 'release']);
  assert.deepEqual(heard, [{ type: 'stream.opened', stream: 7, replayedMs: 0 }]);
});
