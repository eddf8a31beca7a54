/** A client for the tests of client-process.ts: says what it was given when it is told to. */
import { connectToParent } from '../../../tools/demo/parent-link.ts';

const parent = connectToParent<{ words?: string; bug?: true }, { kind: 'say' }, { kind: 'said'; words: string }>();
parent.onCommand(() => parent.report({ kind: 'said', words: parent.input.words ?? '' }));
if (parent.input.bug)
  setImmediate(() => {
    throw new Error('a bug');
  });
