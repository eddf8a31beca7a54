/** Sections 1 and 4: which audio is accepted, at the exact limits, as binary frames and as sendAudio. */
import { BEGINNINGS, chunkOf, NO_BEGINNINGS } from '../containers.ts';
import { type Promised, promised } from '../promise.ts';
import { silence } from '../speech.ts';
import type { Stage } from '../stage.ts';

const asMessage = (pcm: Buffer) => ({ action: 'sendAudio', audioData: pcm.toString('base64') });
const WAYS = [
  ['binary', (pcm: Buffer): unknown => pcm],
  ['base64', (pcm: Buffer): unknown => asMessage(pcm)],
] as const;

const SIZES: readonly (readonly [bytes: number, reason: string | undefined])[] = [
  [0, 'empty'],
  [1, 'tooSmall'],
  [98, 'tooSmall'],
  [99, 'tooSmall'],
  [100, undefined],
  [101, 'oddLength'],
  [3_200, undefined],
  [32_767, 'oddLength'],
  [32_768, undefined],
];

/** File formats that are also sent by sendAudio. */
const IN_MESSAGES = ['a WAV file', 'a WebM recording', 'an MP4 recording', 'an MP3 file with an ID3 tag'];
const RIFF = chunkOf(Buffer.from('RIFF\x24\x0c\x00\x00WAVEfmt '));

const refusedAs = (reason: string, more: Record<string, string> = {}) => ({ reason, ...more });

async function speakerOf(stage: Stage) {
  return (await stage.speaker()).speaker;
}

export const audioFormat: readonly Promised[] = [
  ...WAYS.flatMap(([way, wrap]) => [
    ...SIZES.map(([bytes, reason]) =>
      promised(
        `1.audio-${way}-${bytes}`,
        `${bytes} bytes of audio (${way}) are ${reason === undefined ? 'taken' : `INVALID_AUDIO_FORMAT ${reason}`}`,
        async (stage) => {
          const speaker = await speakerOf(stage);
          if (reason === undefined) await speaker.ask(wrap(silence(bytes)), 'audioReceived');
          else await speaker.refused(wrap(silence(bytes)), 'INVALID_AUDIO_FORMAT', refusedAs(reason));
        },
      ),
    ),
    promised(`1.audio-${way}-32770`, `32,770 bytes of audio (${way}) are PAYLOAD_TOO_LARGE`, async (stage) => {
      const speaker = await speakerOf(stage);
      const details = { kind: 'audio', limit: 32_768, size: 32_770 };
      await speaker.refused(wrap(silence(32_770)), 'PAYLOAD_TOO_LARGE', details);
    }),
    ...BEGINNINGS.filter(([, what]) => way === 'binary' || IN_MESSAGES.includes(what)).map(([looksLike, what, first]) =>
      promised(
        `1.audio-${way}-${what.split(' ').slice(1).join('-').toLowerCase()}`,
        `A first chunk (${way}) that begins like ${what} is INVALID_AUDIO_FORMAT container, looksLike ${looksLike}`,
        async (stage) => {
          const speaker = await speakerOf(stage);
          const details = refusedAs('container', { looksLike });
          await speaker.refused(wrap(chunkOf(first)), 'INVALID_AUDIO_FORMAT', details);
          await speaker.refused(wrap(chunkOf(first)), 'INVALID_AUDIO_FORMAT', details);
          await speaker.ask(wrap(silence(3_200)), 'audioReceived');
        },
      ),
    ),
  ]),
  ...NO_BEGINNINGS.map(([what, first]) =>
    promised(
      `1.audio-taken-${what.replaceAll(' ', '-').toLowerCase()}`,
      `Sound that begins like ${what} is taken`,
      async (stage) => {
        const speaker = await speakerOf(stage);
        await speaker.ask(chunkOf(first), 'audioReceived');
      },
    ),
  ),
  promised(
    '1.audio-container-first',
    'The container check is for the first accepted chunk of a socket',
    async (stage) => {
      const speaker = await speakerOf(stage);
      await speaker.ask(silence(3_200), 'audioReceived');
      await speaker.ask(RIFF, 'audioReceived');
    },
  ),
  promised('1.audio-container-each', 'The container check is made on each socket', async (stage) => {
    const { speaker, token, sessionId } = await stage.speaker();
    await speaker.ask(silence(3_200), 'audioReceived');
    const again = await stage.attach(token, sessionId);
    await again.refused(RIFF, 'INVALID_AUDIO_FORMAT', refusedAs('container', { looksLike: 'riff' }));
  }),
  promised(
    '1.audio-reason-order',
    'The reason is the first that holds: tooSmall, oddLength, container',
    async (stage) => {
      const speaker = await speakerOf(stage);
      await speaker.refused(RIFF.subarray(0, 99), 'INVALID_AUDIO_FORMAT', refusedAs('tooSmall'));
      await speaker.refused(Buffer.concat([RIFF, Buffer.alloc(1)]), 'INVALID_AUDIO_FORMAT', refusedAs('oddLength'));
    },
  ),
  ...[
    ['words', 'this is not base64!'],
    ['symbols', '@@@@'],
    ['cut', `${silence(300).toString('base64')}A`],
  ].map(([slug, audioData]) =>
    promised(`1.audio-not-base64-${slug}`, `INVALID_AUDIO_FORMAT base64: ${slug}`, async (stage) => {
      const speaker = await speakerOf(stage);
      await speaker.refused({ action: 'sendAudio', audioData }, 'INVALID_AUDIO_FORMAT', refusedAs('base64'));
    }),
  ),
  promised('4.audio-data-alias', '`data` is an alias of audioData', async (stage) => {
    const speaker = await speakerOf(stage);
    await speaker.ask({ action: 'sendAudio', data: silence(3_200).toString('base64') }, 'audioReceived');
    await speaker.refused({ action: 'sendAudio', data: '' }, 'INVALID_AUDIO_FORMAT', refusedAs('empty'));
  }),
  promised('4.audio-other-members', 'Other members of sendAudio are ignored', async (stage) => {
    const speaker = await speakerOf(stage);
    const others = { format: 'mp3', sampleRate: 8_000, channels: 2, sequence: 'x', sessionId: 'other' };
    await speaker.ask({ ...asMessage(silence(3_200)), ...others }, 'audioReceived');
  }),
];
