import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLogLines } from './log-lines.ts';

const LINE = {
  timestamp: '2025-11-14T12:34:56.789Z',
  level: 'ERROR',
  correlationId: 'golden-eagle-427',
  component: 'Server',
  operation: 'run',
  message: 'failed',
  metadata: { code: 'INTERNAL_ERROR' },
};

const listProblems = (line: object) => readLogLines(`${JSON.stringify(line)}\n`).problems.length;

test('a line is in order with all its members, and with a code of the catalogue where it is about a failure', () => {
  assert.equal(listProblems(LINE), 0);
  assert.equal(listProblems({ ...LINE, level: 'INFO', metadata: {} }), 0);

  assert.equal(listProblems({ ...LINE, metadata: {} }), 1);
  assert.equal(listProblems({ ...LINE, level: 'WARN', metadata: { code: 'OOPS' } }), 1);
  assert.equal(listProblems({ ...LINE, level: 'INFO', metadata: { code: 'toString' } }), 1);
  assert.equal(listProblems({ ...LINE, correlationId: '' }), 1);
  assert.equal(listProblems({ ...LINE, metadata: undefined }), 1);
});

test('what is no JSON is a problem, a warning of the socket library’s too', () => {
  assert.equal(readLogLines('TypeError: x\n').problems.length, 1);
  assert.equal(readLogLines('Warning: uWS.HttpResponse writes must be corked\n').problems.length, 1);
});
