/** Section 8: the API Gateway Management API on this server, through the AWS client and without it. */
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Client } from '../client.ts';
import { CLOSE } from '../codes.ts';
import { DELIVERY_KEY } from '../conditions.ts';
import { eventually, within } from '../deadline.ts';
import { withDeliveryClient } from '../delivery-client.ts';
import { Broken, fits, holds, show, TEXT } from '../expectation.ts';
import { type Promised, promised, withTerms } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isAnswered } from '../web.ts';

const LIMIT = 131_072;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

async function verbatimListener(stage: Stage): Promise<Client & { id: string }> {
  const { sessionId } = await stage.speaker();
  const listener = await stage.connect({ sessionId, targetLanguage: 'es' }, { verbatim: true });
  await frame(listener, 0);
  const { connectionId } = JSON.parse(String(listener.frames[0]?.data)) as { connectionId: string };
  return Object.assign(listener, { id: connectionId });
}

async function frame(client: Client, index: number) {
  const looking = async () => {
    for (;;) {
      const found = client.frames[index];
      if (found !== undefined) return found;
      await client.changed();
    }
  };
  return within(looking(), `frame ${index}`, () => `${client.frames.length} frames`);
}

/** @returns the error with which the command is refused. @throws Broken when it is not refused. */
async function refusalOf(sending: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  try {
    await sending;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode };
  }
  throw new Broken('a refusal', 'success');
}

const post = (ConnectionId: string, Data: Uint8Array | string) => {
  return new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(Data as string) });
};
const pathOf = (id: string, stage = '') => `${stage}/@connections/${encodeURIComponent(id)}`;

export const delivery: readonly Promised[] = withTerms({ needs: ['delivery'] }, [
  ...['', '/prod', '/any-stage'].map((suffix) =>
    promised(
      `8.post${suffix}`,
      `POST ${suffix}/@connections/{id} delivers through the AWS client`,
      async (stage) => {
        const listener = await verbatimListener(stage);
        const text = '{"type":"audio", "text":"¡Hola,  señor! 👋",\n"n":1.50}';
        await withDeliveryClient(stage, (client) => client.send(post(listener.id, text)), { suffix });
        const { data, isBinary } = await frame(listener, 1);
        fits('the frame', { text: data.toString(), isBinary }, { text, isBinary: false });
      },
      { under: 'aws' },
    ),
  ),
  promised(
    '8.post-binary',
    'The body is a text frame where it is valid UTF-8, else binary; verbatim',
    async (stage) => {
      const listener = await verbatimListener(stage);
      const bodies = [
        Buffer.from('not JSON'),
        Buffer.from([0xff, 0xfe, 0x00]),
        Buffer.from([0xc3]),
        Buffer.from('é\u0000'),
      ];
      for (const [i, body] of bodies.entries()) {
        isAnswered(await stage.deliver('POST', pathOf(listener.id), body), 200);
        const { data, isBinary } = await frame(listener, i + 1);
        fits('the bytes', data.toString('hex'), body.toString('hex'));
        fits('isBinary', isBinary, i === 1 || i === 2);
      }
    },
  ),
  promised('8.post-order', 'Deliveries arrive in their order', async (stage) => {
    const listener = await verbatimListener(stage);
    for (let i = 0; i < 20; i += 1) {
      isAnswered(await stage.deliver('POST', pathOf(listener.id), `{"n":${i}}`), 200);
    }
    await frame(listener, 20);
    const order = listener.frames.slice(1).map(({ data }) => (JSON.parse(data.toString()) as { n: number }).n);
    fits(
      'the order',
      order,
      Array.from({ length: 20 }, (_, i) => i),
    );
  }),
  promised('8.post-encoded', 'The id may be percent-encoded throughout, and @ as well', async (stage) => {
    const listener = await verbatimListener(stage);
    const encoded = Array.from(Buffer.from(listener.id), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    isAnswered(await stage.deliver('POST', `/%40connections/${encoded}`, '{}'), 200);
    await frame(listener, 1);
  }),
  promised('8.audio', 'audio from the pipeline is passed through verbatim', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    const message = {
      type: 'audio',
      sessionId,
      timestamp: Math.floor(Date.now() / 1000),
      audioData: Buffer.alloc(320).toString('base64'),
      format: 'pcm',
      sampleRate: 16_000,
      channels: 1,
      sequenceNumber: 1,
      text: 'hola',
    };
    isAnswered(await stage.deliver('POST', pathOf(listener.connectionId), JSON.stringify(message)), 200);
    fits('the message', { ...(await listener.next('audio')) }, message);
  }),
  promised(
    '8.post-limit',
    'The limit is 131,072 bytes: one more is 413 PayloadTooLargeException',
    async (stage) => {
      const listener = await verbatimListener(stage);
      await withDeliveryClient(stage, async (client) => {
        await client.send(post(listener.id, 'x'.repeat(LIMIT)));
        fits('the length', (await frame(listener, 1)).data.length, LIMIT);
        const refusal = await refusalOf(client.send(post(listener.id, 'x'.repeat(LIMIT + 1))));
        fits('the refusal', refusal, { name: 'PayloadTooLargeException', status: 413 });
      });
    },
    { under: 'aws' },
  ),
  promised('8.get', 'GET: connectedAt, identity {sourceIp, userAgent}, lastActiveAt; dates ISO 8601', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    const headers = { 'user-agent': 'verify/contract/1' };
    const listener = await stage.listener(sessionId, 'es', {}, { address, headers });
    const answer = await stage.deliver('GET', pathOf(listener.connectionId));
    isAnswered(answer, 200);
    const sourceIp = stage.server.addressing === 'shared' ? TEXT : address;
    const identity = { sourceIp, userAgent: 'verify/contract/1' };
    fits('the body', answer.json, { connectedAt: ISO, lastActiveAt: ISO, identity });
  }),
  promised(
    '8.get-aws',
    'GET is understood by the AWS client',
    async (stage) => {
      const listener = await verbatimListener(stage);
      const facts = await withDeliveryClient(stage, (client) =>
        client.send(new GetConnectionCommand({ ConnectionId: listener.id })),
      );
      holds('two dates', facts.ConnectedAt instanceof Date && facts.LastActiveAt instanceof Date, show(facts));
      const ageMs = Date.now() - Number(facts.ConnectedAt);
      holds('connectedAt a moment ago', Math.abs(ageMs) < 120_000, `${ageMs} ms`);
    },
    { under: 'aws' },
  ),
  promised('8.delete', 'DELETE: 204, and close 1000', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    isAnswered(await stage.deliver('DELETE', pathOf(listener.connectionId)), 204);
    await listener.closesWith(CLOSE.asked);
    await speaker.settled();
  }),
  promised(
    '8.delete-aws',
    'DELETE is understood by the AWS client',
    async (stage) => {
      const listener = await verbatimListener(stage);
      await withDeliveryClient(stage, (client) =>
        client.send(new DeleteConnectionCommand({ ConnectionId: listener.id })),
      );
      await listener.closesWith(CLOSE.asked);
    },
    { under: 'aws' },
  ),
  ...(['POST', 'GET', 'DELETE'] as const).map((method) =>
    promised(
      `8.gone-${method}`,
      `${method} to an unknown or closed connection is 410 with x-amzn-ErrorType GoneException`,
      async (stage) => {
        const { sessionId } = await stage.speaker();
        const listener = await stage.listener(sessionId);
        listener.socket.close();
        await listener.closing;
        const body = method === 'POST' ? '{}' : undefined;
        for (const id of ['unknown', listener.connectionId]) {
          const answer = await eventually(async () => {
            const got = await stage.deliver(method, pathOf(id), body);
            isAnswered(got, 410);
            return got;
          });
          fits('x-amzn-ErrorType', answer.headers['x-amzn-errortype'], /^GoneException/);
        }
      },
    ),
  ),
  promised(
    '8.gone-aws',
    'The AWS client reads it as GoneException',
    async (stage) => {
      const refusal = await withDeliveryClient(stage, (client) => refusalOf(client.send(post('unknown', '{}'))));
      fits('the refusal', refusal, { name: 'GoneException', status: 410 });
    },
    { under: 'aws' },
  ),
  promised(
    '8.signature',
    'A bad signature is 403 ForbiddenException, and nothing is delivered',
    async (stage) => {
      const listener = await verbatimListener(stage);
      for (const key of [
        { ...DELIVERY_KEY, secretAccessKey: 'another' },
        { ...DELIVERY_KEY, accessKeyId: 'AKIAOTHER' },
      ]) {
        const refusal = await withDeliveryClient(stage, (client) => refusalOf(client.send(post(listener.id, '{}'))), {
          key,
        });
        fits('the refusal', refusal, { name: 'ForbiddenException', status: 403 });
      }
      listener.send({ action: 'heartbeat' });
      fits('the next frame', String((await frame(listener, 1)).data), /heartbeatAck/);
    },
    { under: 'aws' },
  ),
  promised(
    '8.unsigned',
    'With a delivery key an unsigned request is 403, whatever it asks',
    async (stage) => {
      const listener = await verbatimListener(stage);
      for (const method of ['POST', 'GET', 'DELETE']) {
        const answer = await stage.deliver(method, pathOf(listener.id), method === 'POST' ? '{}' : undefined);
        isAnswered(answer, 403);
        fits('x-amzn-ErrorType', answer.headers['x-amzn-errortype'], /^ForbiddenException/);
      }
    },
    { under: 'aws' },
  ),
  promised('8.no-key', 'Without a delivery key any loopback caller is served, however signed', async (stage) => {
    const listener = await verbatimListener(stage);
    isAnswered(await stage.deliver('POST', pathOf(listener.id), '1'), 200);
    const key = { accessKeyId: 'ANY', secretAccessKey: 'any' };
    await withDeliveryClient(stage, (client) => client.send(post(listener.id, '2')), { key });
    fits(
      'the frames',
      [(await frame(listener, 1)).data.toString(), (await frame(listener, 2)).data.toString()],
      ['1', '2'],
    );
  }),
]);
