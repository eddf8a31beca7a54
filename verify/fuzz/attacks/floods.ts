/** Floods far over every rate, as fast as the server reads: audio, controls, status queries, heartbeats, pings. */
import type { Attack, AttackContext } from '../attack.ts';
import { binaryFrame, encodeFrame, OPCODE, textFrame } from '../websocket-frame.ts';

const FRAMES = 1_000;
const BURSTS = 10;

const FLOODS = {
  audio: binaryFrame(Buffer.alloc(320, 1)),
  'audio in JSON': textFrame(`{"action":"sendAudio","audioData":"${Buffer.alloc(320, 1).toString('base64')}"}`),
  controls: textFrame('{"action":"setVolume","volumeLevel":0.5}'),
  'status queries': textFrame('{"action":"getSessionStatus"}'),
  heartbeats: textFrame('{"action":"heartbeat","timestamp":1}'),
  'broken messages': textFrame('{"action":'),
  pings: encodeFrame({ opcode: OPCODE.ping, payload: 'are you there' }),
  'empty frames': textFrame(''),
} as const;

export const floods: Attack = { name: 'floods', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  const { accounts, chance } = context;
  const kind = chance.pick(Object.keys(FLOODS) as (keyof typeof FLOODS)[]);
  const socket = chance.next() < 0.7 ? (await accounts.speaker()).socket : await accounts.nobody();
  const burst = Buffer.concat(Array.from({ length: FRAMES }, () => FLOODS[kind]));
  for (let i = 0; i < BURSTS && !context.signal.aborted && !socket.raw.isOver; i++) {
    await socket.throw(burst, FRAMES);
    if (!(await socket.settle({ mayEnd: false }))) break;
  }
  await socket.destroy();
}
