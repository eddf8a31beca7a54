import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPhases } from '../../../web/src/choose/demo/demo-phase.ts';

test('while one of both connections is being restored that is shown, and then what the demo does by now', () => {
  const phases = new DemoPhases();
  phases.now = 'speaking';
  phases.connection('listener', true);
  phases.connection('speaker', true);
  assert.equal(phases.shown, 'reconnecting');
  phases.connection('listener', false);
  phases.now = 'translating';
  assert.equal(phases.shown, 'reconnecting');
  phases.connection('speaker', false);
  assert.equal(phases.shown, 'translating');
});

test('a demo that is over restores nothing', () => {
  const phases = new DemoPhases();
  phases.connection('speaker', true);
  for (const end of ['over', 'failed'] as const) {
    phases.now = end;
    assert.equal(phases.shown, end);
  }
});
