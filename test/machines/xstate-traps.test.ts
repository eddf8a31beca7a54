/**
 * What XState does that the charts are built around. None of it is promised by its documentation: when an upgrade changes
 * one of these, the design that leans on it is to be looked at again, for better or worse.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type AnyActor, createActor, type EventObject, fromCallback, fromPromise, setup } from 'xstate';
import { SteppedClock } from '../support/machines/stepped-clock.ts';

interface Counts {
  started: number;
  cleaned: number;
  exits: number;
}

/** A chart with one child of each kind of life, and an event for each thing that may happen to it. */
function parent(options: { onCommand?: () => void } = {}) {
  const counts: Counts = { started: 0, cleaned: 0, exits: 0 };
  const s = setup({
    actors: {
      child: fromCallback<EventObject>(({ receive }) => {
        counts.started += 1;
        receive(() => options.onCommand?.());
        return () => {
          counts.cleaned += 1;
        };
      }),
    },
    actions: {
      countExit: () => {
        counts.exits += 1;
      },
      throwing: () => {
        throw new Error('thrown in an action');
      },
    },
    guards: {
      throwing: () => {
        throw new Error('thrown in a guard');
      },
    },
    delays: {
      soon: 10,
      throwing: () => {
        throw new Error('thrown in a delay');
      },
    },
  });
  const spawn = s.spawnChild('child', { id: 'child' });
  const stop = s.stopChild('child');
  const machine = s.createMachine({
    initial: 'alive',
    states: {
      alive: {
        entry: spawn,
        exit: 'countExit',
        on: {
          'child.again': { actions: spawn },
          'child.stop': { actions: stop },
          'child.command': { actions: s.sendTo('child', { type: 'command' }) },
          'throw.action': { actions: 'throwing' },
          'throw.guard': { guard: 'throwing', target: 'over' },
          'throw.delay': 'cursed',
          'missing.command': { actions: s.sendTo('nobody', { type: 'command' }) },
          end: 'over',
          'xstate.error.actor.child': { actions: stop },
        },
        after: { soon: {} },
      },
      cursed: { after: { throwing: 'over' } },
      over: { type: 'final' },
    },
  });
  const clock = new SteppedClock();
  const actor = createActor(machine, { clock });
  const errors: unknown[] = [];
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  const send = (type: string) => actor.send({ type });
  return { actor, send, counts, errors, clock, children: () => Object.keys(actor.getSnapshot().children) };
}

// ---- children that are over, or spawned twice ------------------------------------------------------------------

for (const [how, logic] of [
  ['is done', fromPromise(async () => 'done')],
  ['has failed', fromPromise(async () => Promise.reject(new Error('failed')))],
] as const) {
  test(`a spawned child that ${how} stays among the children until it is stopped`, async () => {
    const s = setup({ actors: { child: logic } });
    const actor = createActor(
      s.createMachine({
        entry: s.spawnChild('child', { id: 'child' }),
        on: { 'xstate.error.actor.child': {}, forget: { actions: s.stopChild('child') } },
      }),
    );
    actor.start();
    const { child } = actor.getSnapshot().children;

    await new Promise<void>((resolve) => child?.subscribe({ complete: resolve, error: () => resolve() }));
    assert.deepEqual(Object.keys(actor.getSnapshot().children), ['child']);
    actor.send({ type: 'forget' });

    assert.deepEqual(actor.getSnapshot().children, {});
    actor.stop();
  });
}

test('a second spawn under the same id orphans the first, which survives even the end of the parent', () => {
  const { actor, send, counts, children } = parent();

  send('child.again');
  assert.deepEqual(children(), ['child']);
  actor.stop();

  assert.equal(counts.started, 2);
  assert.equal(counts.cleaned, 1);
});

// ---- what an end runs ------------------------------------------------------------------------------------------

test('stop() runs the cleanup of children and no exit action', () => {
  const { actor, counts, clock } = parent();

  actor.stop();

  assert.deepEqual(counts, { started: 1, cleaned: 1, exits: 0 });
  assert.deepEqual(clock.waiting, []);
});

test('a final state runs both, and leaves no timer', () => {
  const { actor, send, counts, clock } = parent();

  send('end');

  assert.equal(actor.getSnapshot().status, 'done');
  assert.deepEqual(counts, { started: 1, cleaned: 1, exits: 1 });
  assert.deepEqual(clock.waiting, []);
});

// ---- what a throw leaves behind --------------------------------------------------------------------------------

for (const where of ['action', 'guard', 'delay']) {
  test(`a throw in a ${where} ends the chart and leaves its child running, which a later stop() does not reach`, () => {
    const { actor, send, counts, errors } = parent();

    send(`throw.${where}`);
    assert.equal(actor.getSnapshot().status, 'error');
    assert.equal(errors.length, 1);
    actor.stop();

    assert.deepEqual([counts.started, counts.cleaned], [1, 0]);
  });
}

for (const [where, fail] of [
  ['an assigner', 'assign'],
  ['the params of an action', 'params'],
  ['the input of a child', 'input'],
] as const) {
  test(`a throw in ${where} is such a throw, and leaves the children that were there running`, () => {
    let cleaned = 0;
    const throwing = () => {
      throw new Error(`thrown in ${where}`);
    };
    const s = setup({
      types: { context: {} as { count: number } },
      actors: {
        child: fromCallback<EventObject, { number: number } | undefined>(() => () => {
          cleaned += 1;
        }),
      },
      actions: { note: (_, _params: { number: number }) => undefined },
    });
    const actor = createActor(
      s.createMachine({
        context: { count: 0 },
        entry: s.spawnChild('child', { id: 'first' }),
        on: {
          assign: { actions: s.assign({ count: throwing }) },
          params: { actions: { type: 'note', params: throwing } },
          input: { actions: s.spawnChild('child', { id: 'second', input: throwing }) },
        },
      }),
    );
    const errors: unknown[] = [];
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start();

    actor.send({ type: fail });
    assert.equal(actor.getSnapshot().status, 'error');
    actor.stop();

    assert.deepEqual([errors.length, cleaned], [1, 0]);
  });
}

test('a command to nobody at all is dropped quietly', () => {
  const s = setup({});
  const actor = createActor(
    s.createMachine({ on: { tell: { actions: s.sendTo(() => undefined as unknown as AnyActor, { type: 'told' }) } } }),
  );
  actor.start();

  actor.send({ type: 'tell' });

  assert.equal(actor.getSnapshot().status, 'active');
  actor.stop();
});

test('a command to a child that is not there is such a throw', () => {
  const { actor, send, counts } = parent();

  send('missing.command');

  assert.equal(actor.getSnapshot().status, 'error');
  assert.equal(counts.cleaned, 0);
});

test('a throw where a callback actor receives skips its own cleanup, though the parent handles the failure', () => {
  const { actor, send, counts, children } = parent({
    onCommand: () => {
      throw new Error('thrown in receive');
    },
  });

  send('child.command');
  assert.equal(actor.getSnapshot().status, 'active');
  assert.deepEqual(children(), []);
  actor.stop();

  assert.deepEqual([counts.started, counts.cleaned], [1, 0]);
});

test('a chart that a throw ended leaves its timers cancelled', () => {
  const { send, clock } = parent();
  assert.deepEqual(clock.waiting, [10]);

  send('throw.action');

  assert.deepEqual(clock.waiting, []);
});

// ---- who hears of a failure -------------------------------------------------------------------------------------

for (const [who, observe] of [
  ['nobody', () => undefined],
  ['an observer without an error handler', (actor: AnyActor) => actor.subscribe(() => undefined)],
] as const) {
  test(`a chart that ${who} observes and that fails throws on a timer, where nothing can catch it`, async (t) => {
    const s = setup({
      actions: {
        throwing: () => {
          throw new Error('thrown in an action');
        },
      },
    });
    const actor = createActor(s.createMachine({ on: { fail: { actions: 'throwing' } } }));
    observe(actor);
    actor.start();
    const uncaught = uncaughtIn(t);

    actor.send({ type: 'fail' });

    assert.match(String(await uncaught), /thrown in an action/);
  });
}

test('what an observer throws does the same', async (t) => {
  const actor = createActor(setup({}).createMachine({ on: { next: {} } }));
  let throws = false;
  actor.subscribe({
    next: () => {
      if (throws) throw new Error('thrown by an observer');
    },
    error: () => undefined,
  });
  actor.start();
  throws = true;
  const uncaught = uncaughtIn(t);

  actor.send({ type: 'next' });

  assert.match(String(await uncaught), /thrown by an observer/);
  assert.equal(actor.getSnapshot().status, 'active');
  actor.stop();
});

test('one observer that has an error handler speaks for none of the others', async (t) => {
  const s = setup({
    actions: {
      throwing: () => {
        throw new Error('thrown in an action');
      },
    },
  });
  const actor = createActor(s.createMachine({ on: { fail: { actions: 'throwing' } } }));
  let heard = 0;
  actor.subscribe({ error: () => (heard += 1) });
  actor.subscribe(() => undefined);
  actor.start();
  const uncaught = uncaughtIn(t);

  actor.send({ type: 'fail' });

  assert.equal(heard, 1);
  assert.match(String(await uncaught), /thrown in an action/);
});

test('a promise actor’s signal is aborted when its parent leaves the state that invoked it, and when it is stopped', async () => {
  for (const end of ['leave', 'stop'] as const) {
    const signals: AbortSignal[] = [];
    const s = setup({
      actors: {
        call: fromPromise(({ signal }) => {
          signals.push(signal);
          return new Promise(() => undefined);
        }),
      },
    });
    const actor = createActor(
      s.createMachine({
        initial: 'calling',
        states: { calling: { invoke: { src: 'call' }, on: { leave: 'idle' } }, idle: {} },
      }),
    );
    actor.start();
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [false],
    );

    if (end === 'leave') actor.send({ type: 'leave' });
    else actor.stop();

    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
    actor.stop();
  }
});

// ---- what a wildcard and a late word come to -------------------------------------------------------------------

test('a child failure nobody handles ends the parent, and a bare wildcard swallows it', async () => {
  const statusWith = async (on: object): Promise<string> => {
    const s = setup({ actors: { child: fromPromise(async () => Promise.reject(new Error('failed'))) } });
    const actor = createActor(s.createMachine({ entry: s.spawnChild('child', { id: 'child' }), on }));
    actor.subscribe({ error: () => undefined });
    actor.start();
    const { child } = actor.getSnapshot().children;
    await new Promise<void>((resolve) => child?.subscribe({ complete: resolve, error: () => resolve() }));
    const { status } = actor.getSnapshot();
    actor.stop();
    return status;
  };

  assert.equal(await statusWith({}), 'error');
  assert.equal(await statusWith({ '*': {} }), 'active');
  assert.equal(await statusWith({ 'xstate.error.actor.*': {} }), 'active');
});

test('what a callback actor sends back after it was stopped reaches nobody', () => {
  let sendBack: ((event: { type: string }) => void) | undefined;
  const seen: string[] = [];
  const s = setup({
    actors: {
      child: fromCallback((parts) => {
        sendBack = parts.sendBack;
      }),
    },
    actions: { note: ({ event }) => seen.push(event.type) },
  });
  const actor = createActor(
    s.createMachine({
      entry: s.spawnChild('child', { id: 'child' }),
      on: { 'child.word': { actions: 'note' }, 'child.stop': { actions: s.stopChild('child') } },
    }),
  );
  actor.start();

  sendBack?.({ type: 'child.word' });
  actor.send({ type: 'child.stop' });
  sendBack?.({ type: 'child.word' });

  assert.deepEqual(seen, ['child.word']);
  actor.stop();
});

test('an event sent to a chart from one of its own actions is taken after the present one, within the same send', () => {
  const order: string[] = [];
  const s = setup({
    actions: {
      sendNext: ({ self }) => {
        self.send({ type: 'second' });
        order.push('first');
      },
      noteSecond: () => order.push('second'),
    },
  });
  const actor = createActor(
    s.createMachine({ on: { first: { actions: 'sendNext' }, second: { actions: 'noteSecond' } } }),
  );
  actor.start();

  actor.send({ type: 'first' });
  order.push('sent');

  assert.deepEqual(order, ['first', 'second', 'sent']);
  actor.stop();
});

/** The next error that nobody caught: the test runner, which would fail the test for it, hears nothing of this one. */
function uncaughtIn(t: TestContext): Promise<unknown> {
  const runners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of runners) process.on('uncaughtException', listener);
  });
  return new Promise((resolve) => process.once('uncaughtException', resolve));
}
