import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogTail } from '../../../emulators/lambda/log-tail.ts';

test('the newest 4 KiB are kept, and no half character stands in front', () => {
  const tail = new LogTail();

  tail.append('first');
  tail.append(Buffer.from('ž'.repeat(2_048)));
  tail.append('x');

  assert.equal(tail.text, `${'ž'.repeat(2_047)}x`);
});
