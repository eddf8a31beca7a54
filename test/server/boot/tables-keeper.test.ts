import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TablesKeeper } from '../../../src/server/boot/tables-keeper.ts';
import { FakeClock, settled } from '../../support/actors/fake-clock.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

function setUp() {
  const clock = new FakeClock();
  const state = { attempts: 0, restored: 0, isAway: false, held: undefined as (() => void) | undefined };
  const keeper = new TablesKeeper({
    clock,
    log: new RecordingLog(),
    ensure: async () => {
      state.attempts += 1;
      if (state.isAway) throw new Error('ECONNREFUSED');
      if (state.held === undefined) return ['Sessions', 'Connections'];
      await new Promise<void>((resolve) => (state.held = resolve));
      return [];
    },
    onRestored: () => {
      state.restored += 1;
    },
  });
  return { clock, keeper, state };
}

test('tables that came back empty are made again, then whoever writes to them is told', async () => {
  const { keeper, state } = setUp();
  keeper.restore();
  await settled();
  assert.deepEqual([state.attempts, state.restored], [1, 1]);
});

test('while the endpoint is away it is tried again, at last once a second, until it is there', async () => {
  const { clock, keeper, state } = setUp();
  state.isAway = true;
  keeper.restore();
  for (let i = 0; i < 8; i += 1) {
    await settled();
    await clock.advance(1_000);
  }
  await settled();
  assert.ok(state.attempts >= 8, String(state.attempts));
  assert.equal(state.restored, 0);

  state.isAway = false;
  await clock.advance(1_000);

  assert.equal(state.restored, 1);
  await clock.advance(60_000);

  assert.equal(state.restored, 1);
});

test('asked a hundred times while at work, it does it once more, no oftener', async () => {
  const { keeper, state } = setUp();
  state.held = () => {};
  keeper.restore();
  await settled();
  for (let i = 0; i < 100; i += 1) keeper.restore();
  const goOn = state.held;
  state.held = undefined;
  goOn();
  await settled();
  assert.deepEqual([state.attempts, state.restored], [2, 2]);
});

test('stopped, it tries no more and tells nobody', async () => {
  const { clock, keeper, state } = setUp();
  state.isAway = true;
  keeper.restore();
  await settled();
  keeper.stop();
  state.isAway = false;
  await clock.advance(60_000);

  assert.deepEqual([state.attempts, state.restored], [1, 0]);
});
