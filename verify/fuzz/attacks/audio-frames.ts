/** Valid and invalid audio of every size and kind, as frames and as base64, up to the transport's limit. */
import type { Attack, AttackContext } from '../attack.ts';
import { binaryFrame, textFrame } from '../websocket-frame.ts';

const FRAMES = 120;
const SIZES = [0, 1, 2, 50, 98, 99, 100, 101, 102, 640, 3_200, 32_766, 32_767, 32_768, 32_769, 32_770, 100_000];
const LARGE = [131_073, 1_048_575, 1_048_576];
const CONTAINERS = [
  'RIFF\x24\x08\x00\x00WAVEfmt ',
  '\0\0\0\x1cftypM4A ',
  'OggS',
  '\x1a\x45\xdf\xa3',
  'fLaC',
  'ID3\x03',
];
const NOT_BASE64 = ['', '=', '====', 'A', 'AAA', '!!!!', 'AAAA AAAA', 'AA=A', '-_-_', 'é', '\\ud800', 'AAAA\\u0000'];

export const audioFrames: Attack = { name: 'audio frames', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  const { accounts, chance } = context;
  const socket = chance.next() < 0.8 ? (await accounts.speaker()).socket : await accounts.nobody();
  const frames = Array.from({ length: FRAMES }, () => anyAudio(context));
  await socket.throw(Buffer.concat(frames), frames.length);
  if (chance.next() < 0.2) await socket.throw(binaryFrame(Buffer.alloc(chance.pick(LARGE))), 1);
  await socket.settle({ mayEnd: false });
  await socket.destroy();
}

function anyAudio({ chance }: AttackContext): Buffer {
  const pcm = Buffer.alloc(chance.pick(SIZES), chance.integer(0, 255));
  const member = chance.pick(['audioData', 'data', 'audioData', 'constructor']);
  switch (chance.integer(0, 4)) {
    case 0:
      return textFrame(`{"action":"sendAudio","${member}":"${pcm.toString('base64')}"}`);
    case 1:
      return textFrame(`{"action":"sendAudio","${member}":"${chance.pick(NOT_BASE64)}"}`);
    case 2:
      return binaryFrame(Buffer.concat([Buffer.from(chance.pick(CONTAINERS), 'latin1'), pcm]));
    default:
      return binaryFrame(pcm);
  }
}
