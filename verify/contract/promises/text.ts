/** Section 1: all sent text is UTF-8, even if each of its characters would fit into one byte. */
import { fits } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { isAnswered } from '../web.ts';

/** Texts with characters up to U+00FF only, and with others. */
const TEXTS = ['Buenos días', 'é', 'ÿ¡À', 'naïve café', '日本語', 'ß👋é'];

export const text: readonly Promised[] = [
  promised('1.text-socket', 'Accented text arrives whole in a WebSocket answer', async (stage) => {
    const { speaker } = await stage.speaker();
    for (const name of TEXTS) {
      const details = { invalidMembers: [name] };
      await speaker.refused({ action: 'speakerStateChange', state: { [name]: 1 } }, 'INVALID_PARAMETER', details);
    }
  }),
  promised('1.text-http', 'Accented text arrives whole in an HTTP answer', async (stage) => {
    for (const name of TEXTS) {
      const token = await stage.token(`${stage.newUser()} ${name}`);
      const made = await stage.http('POST', '/sessions', { token, json: { sourceLanguage: 'en' } });
      isAnswered(made, 201);
      fits('speakerId', String(made.json?.speakerId).replace(/^\S+ /, ''), name);
      isAnswered(await stage.http('DELETE', `/sessions/${made.json?.sessionId}`, { token }), 204);
    }
  }),
  promised(
    '1.text-delivered',
    'Accented text arrives whole at a listener, as a text frame',
    async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const path = `/@connections/${encodeURIComponent(listener.connectionId)}`;
      const timestamp = Math.floor(Date.now() / 1000);
      for (const said of TEXTS) {
        const message = { type: 'caption', sessionId, timestamp, text: said };
        isAnswered(await stage.deliver('POST', path, JSON.stringify(message)), 200);
        fits('the caption', (await listener.next('caption')).text, said);
      }
    },
    { needs: ['delivery'] },
  ),
];
