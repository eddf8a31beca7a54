/** When a session's speaker is sent a status, and why. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSession, type SessionRun } from '../support/machines/session-run.ts';
import { SESSION_TIMINGS as T } from '../support/machines/timings.ts';

/** A session whose speaker is there to hear its reports. */
function runAttended(): SessionRun {
  const run = runSession();
  run.actor.send({ type: 'speaker.attached', connectionId: 'speaker-1' });
  return run;
}

const languages = (...codes: string[]) => codes;

/** A session whose last status said so many listeners, of Spanish. */
function reported(count: number): SessionRun {
  const run = runAttended();
  run.audience(count);
  run.actor.send({ type: 'status.sent' });
  return run;
}

/** What a burst comes to. */
function collect(run: SessionRun): string[] {
  run.clock.advance(T.statusCollectMs);
  return run.takeEffects();
}

test('a status is reported every 30 s when nothing changes', () => {
  const run = runAttended();

  run.clock.advance(T.statusIntervalMs - 1);
  assert.deepEqual(run.takeEffects(), []);
  run.clock.advance(1);
  assert.deepEqual(run.takeEffects(), ['reportStatus periodic']);
  run.clock.advance(2 * T.statusIntervalMs);

  assert.deepEqual(run.takeEffects(), ['reportStatus periodic', 'reportStatus periodic']);
});

test('a status sent for another reason resets the 30 s', () => {
  const run = runAttended();
  run.clock.advance(T.statusIntervalMs - 1);

  run.actor.send({ type: 'status.sent' });
  run.clock.advance(T.statusIntervalMs - 1);
  assert.deepEqual(run.takeEffects(), []);
  run.clock.advance(1);

  assert.deepEqual(run.takeEffects(), ['reportStatus periodic']);
});

test('a report of a change resets the 30 s', () => {
  const run = reported(10);
  run.clock.advance(T.statusIntervalMs - T.statusCollectMs - 1);
  run.audience(20);
  assert.deepEqual(collect(run), ['reportStatus listenerCountChange']);

  run.clock.advance(T.statusIntervalMs - 1);
  assert.deepEqual(run.takeEffects(), []);
  run.clock.advance(1);

  assert.deepEqual(run.takeEffects(), ['reportStatus periodic']);
});

test('a change that is no news does not put the next periodic report off', () => {
  const run = reported(10);
  run.clock.advance(T.statusIntervalMs / 2);

  run.audience(20);
  run.audience(10);
  assert.deepEqual(collect(run), []);
  run.audience(11);
  run.clock.advance(T.statusIntervalMs / 2 - T.statusCollectMs);

  assert.deepEqual(run.takeEffects(), ['reportStatus periodic']);
});

for (const [before, now, isNews] of [
  [10, 11, false],
  [10, 12, true],
  [10, 9, false],
  [10, 8, true],
  [0, 1, true],
  [1, 0, true],
  [1, 2, true],
  [20, 22, false],
  [20, 23, true],
  [70, 77, false],
  [70, 78, true],
  [500, 450, false],
  [500, 449, true],
] as const) {
  test(`${before} → ${now} listeners is ${isNews ? '' : 'not '}over 10 %`, () => {
    const run = reported(before);

    // From nobody, the one who comes brings a language too; here only the count is looked at.
    run.audience(now, before === 0 ? [] : undefined);

    assert.deepEqual(collect(run), isNews ? ['reportStatus listenerCountChange'] : []);
  });
}

test('small changes add up, for the last status sent is what counts', () => {
  const run = reported(10);

  run.audience(11);
  assert.deepEqual(collect(run), []);
  run.audience(12);

  assert.deepEqual(collect(run), ['reportStatus listenerCountChange']);
});

test('a periodic status is a status sent: what it said is what later changes are measured by', () => {
  const run = reported(10);
  run.audience(11);
  run.clock.advance(T.statusIntervalMs);
  run.takeEffects();

  run.audience(12);

  assert.deepEqual(collect(run), []);
});

test('a new language is reported, however little it changes the count', () => {
  const run = reported(100);

  run.audience(101, languages('es', 'fr'));

  assert.deepEqual(collect(run), ['reportStatus newLanguage']);
});

test('a language changed to a new one is reported though nobody came', () => {
  const run = reported(10);

  run.audience(10, languages('es', 'fr'));

  assert.deepEqual(collect(run), ['reportStatus newLanguage']);
});

test('a language that goes is no news by itself', () => {
  const run = reported(10);
  run.audience(10, languages('es', 'fr'));
  collect(run);

  run.audience(10, languages('es'));

  assert.deepEqual(collect(run), []);
});

for (const [order, bursts] of [
  [
    'first',
    [
      [21, languages('es', 'fr')],
      [40, languages('es', 'fr')],
    ],
  ],
  [
    'last',
    [
      [40, languages('es')],
      [41, languages('es', 'fr')],
    ],
  ],
] as const) {
  test(`when the count moves and a language is new at once, it is the language that is named: ${order}`, () => {
    const run = reported(20);

    for (const [count, spoken] of bursts) run.audience(count, spoken);

    assert.deepEqual(collect(run), ['reportStatus newLanguage']);
  });
}

test('a burst is collected for 250 ms from its first change into one report', () => {
  const run = reported(10);

  for (const count of [12, 14, 16, 18]) {
    run.audience(count);
    run.clock.advance(60);
  }
  assert.deepEqual(run.takeEffects(), []);
  run.clock.advance(T.statusCollectMs - 240);

  assert.deepEqual(run.takeEffects(), ['reportStatus listenerCountChange']);
  assert.deepEqual(collect(run), []);
});

test('a burst that ends where it began is no news', () => {
  const run = reported(10);

  run.audience(20);
  run.audience(10);

  assert.deepEqual(collect(run), []);
  run.audience(12);
  assert.deepEqual(collect(run), ['reportStatus listenerCountChange']);
});

test('a language that came and went within a burst is no news', () => {
  const run = reported(10);

  run.audience(11, languages('es', 'fr'));
  run.audience(10, languages('es'));

  assert.deepEqual(collect(run), []);
});

test('a burst whose new language went again is reported by its count', () => {
  const run = reported(10);

  run.audience(11, languages('es', 'fr'));
  run.audience(15, languages('es'));

  assert.deepEqual(collect(run), ['reportStatus listenerCountChange']);
});

test('a status sent while a burst is collected says it all: no report follows', () => {
  const run = reported(10);
  run.audience(20);

  run.actor.send({ type: 'status.sent' });

  assert.deepEqual(collect(run), []);
});

test('news that meets the periodic report is reported once, as news', () => {
  const run = reported(10);
  run.clock.advance(T.statusIntervalMs - 100);
  run.audience(20);

  run.clock.advance(100);
  assert.deepEqual(run.takeEffects(), ['reportStatus listenerCountChange']);

  assert.deepEqual(collect(run), []);
});

test('a burst without news that meets the periodic report is a periodic report', () => {
  const run = reported(10);
  run.clock.advance(T.statusIntervalMs - 100);
  run.audience(20);
  run.audience(10);

  run.clock.advance(100);

  assert.deepEqual(run.takeEffects(), ['reportStatus periodic']);
});

test('an ending session reports nothing any more', () => {
  const run = reported(10);
  run.audience(20);

  run.actor.send({ type: 'session.end', reason: 'ended' });
  assert.deepEqual(run.clock.waiting, [T.drainMs]);
  run.clock.advance(T.drainMs - 1);

  assert.deepEqual(
    run.effects.filter((effect) => effect.startsWith('reportStatus')),
    [],
  );
});

test('without a speaker nothing is reported, and who comes back hears what changed meanwhile', () => {
  for (const [audience, reason] of [
    [{ count: 1, languages: ['es'] }, 'newLanguage'],
    [{ count: 5, languages: [] }, 'listenerCountChange'],
  ] as const) {
    const run = runAttended();
    run.actor.send({ type: 'speaker.left', connectionId: 'speaker-1' });
    run.takeEffects();

    run.actor.send({ type: 'audience.changed', audience });
    run.clock.advance(T.statusCollectMs);
    assert.deepEqual(run.takeEffects(), []);
    run.actor.send({ type: 'speaker.attached', connectionId: 'speaker-2' });
    run.clock.advance(T.statusCollectMs);

    assert.deepEqual(run.takeEffects(), ['tellSpeakerBack', `reportStatus ${reason}`]);
  }
});

test('the 30 s go on while nobody speaks', () => {
  const run = runSession();
  run.clock.advance(2 * T.statusIntervalMs);
  assert.deepEqual(run.takeEffects(), []);

  run.actor.send({ type: 'speaker.attached', connectionId: 'speaker-1' });
  run.clock.advance(T.statusIntervalMs);

  assert.deepEqual(run.takeEffects(), ['reportStatus periodic']);
});
