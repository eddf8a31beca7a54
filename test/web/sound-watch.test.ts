import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SoundFacts, SoundWatch } from '../../web/src/listen/sound/sound-watch.ts';

const RUNS: SoundFacts = { isContextRunning: true, isOutletPlaying: true };
const STOPPED: SoundFacts = { isContextRunning: false, isOutletPlaying: true };
const OUTLET_PAUSED: SoundFacts = { isContextRunning: true, isOutletPlaying: false };
const BOTH_STOPPED: SoundFacts = { isContextRunning: false, isOutletPlaying: false };

/** Sound that has begun. */
function sounding(): SoundWatch {
  const watch = new SoundWatch(true, 0);
  watch.look(RUNS, 100);
  return watch;
}

test('without a click the browser blocks, and that is said at once; after a click sound has a second to begin', () => {
  const reloaded = new SoundWatch(false, 0);
  assert.equal(reloaded.look(STOPPED, 0), 'nothing');
  assert.equal(reloaded.state(0), 'blocked');
  reloaded.want(true, 5_000);
  assert.equal(reloaded.state(5_000), 'on', 'the click of the button');
  reloaded.look(RUNS, 5_100);
  assert.equal(reloaded.state(60_000), 'on');

  const clicked = new SoundWatch(true, 0);
  clicked.look(STOPPED, 500);
  assert.equal(clicked.state(900), 'on');
  assert.equal(clicked.state(1_000), 'blocked', 'the click was not enough');
});

test('a context that the system stops is resumed at once, then every 3 s, and asks with a button after a second', () => {
  const watch = sounding();
  assert.equal(watch.look(STOPPED, 1_000), 'resume');
  assert.equal(watch.look(STOPPED, 1_100), 'nothing');
  assert.equal(watch.state(1_900), 'on');
  assert.equal(watch.state(2_000), 'interrupted');
  assert.equal(watch.look(STOPPED, 3_900), 'nothing');
  assert.equal(watch.look(STOPPED, 4_000), 'resume');
  watch.again();
  assert.equal(watch.look(STOPPED, 4_200), 'resume', 'the page is seen again');
  assert.equal(watch.look(RUNS, 4_300), 'nothing');
  assert.equal(watch.state(4_300), 'on');
});

test('an outlet that the system stops alone is not started again by the page: speech waits until the person asks', () => {
  const watch = sounding();
  assert.equal(watch.look(OUTLET_PAUSED, 1_000), 'hold');
  watch.again();
  for (let now = 1_100; now < 20_000; now += 100) assert.equal(watch.look(BOTH_STOPPED, now), 'nothing');
  assert.equal(watch.state(20_000), 'interrupted');
  watch.want(true, 20_000);
  assert.equal(watch.look(RUNS, 20_100), 'nothing');
  assert.equal(watch.state(20_100), 'on');
});

test('after a call, which stops both, the outlet goes on with the context', () => {
  const watch = sounding();
  assert.equal(watch.look(BOTH_STOPPED, 1_000), 'resume');
  assert.equal(watch.look(OUTLET_PAUSED, 2_000), 'nothing');
  assert.equal(watch.look(OUTLET_PAUSED, 4_000), 'resume');
});

test('a person who pauses is left alone, whatever the system does', () => {
  const watch = sounding();
  watch.want(false, 1_000);
  assert.equal(watch.look(BOTH_STOPPED, 9_000), 'nothing');
  assert.equal(watch.state(9_000), 'on');
  watch.want(true, 10_000);
  assert.equal(watch.look(STOPPED, 10_100), 'resume');
  assert.equal(watch.state(10_900), 'on');
  assert.equal(watch.state(11_100), 'interrupted');
});
