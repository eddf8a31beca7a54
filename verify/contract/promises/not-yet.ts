/** Promises of the contract that the server does not fulfil yet, by their part of the contract. */
import { notYetPromised, type Promised } from '../promise.ts';

const FLEET = 'the fleet';

const CLAIMS: readonly (readonly [id: string, part: string, claim: string])[] = [
  ['4.safe', FLEET, '?safe=on is a parameter of connects, and INVALID_PARAMETER with ack=none'],
  ['5.audio-safe', FLEET, 'audioSafe tells how many of the last chunks are still needed'],
  ['5.rebuilt', FLEET, 'A speaker’s first greeting after a rebuild has rebuilt true'],
  ['8.epoch-hand-over', FLEET, 'epoch rises at a hand-over between nodes, where the clock goes on'],
];

export const notYet: readonly Promised[] = CLAIMS.map(([id, part, claim]) => notYetPromised(id, claim, part));
