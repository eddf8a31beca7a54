/** Is a connection still usable after an answer without content? Of a preflight, as browsers send it before each POST. */
import { UnreachableError } from './connect-error.ts';
import { type Answer, describeAnswer } from './http-answer.ts';
import { HttpConnection } from './http-connection.ts';
import { fixFor } from './proxy-fixes.ts';
import { publicCheck } from './public-check.ts';

const PREFLIGHT = { method: 'OPTIONS', path: '/sessions' };

export const keepAlive = publicCheck({
  id: 'keep-alive',
  claim: 'Two requests that are answered 204 and one that is answered 200 share one connection.',
  fix: 'Let the proxy pass a 204 on without content and without Content-Length, and speak HTTP/1.1 with kept connections on both sides. Let it not answer OPTIONS itself.',
  async run(url, signal) {
    const connection = new HttpConnection(url, signal);
    const answers: Answer[] = [];
    try {
      for (const asked of [PREFLIGHT, PREFLIGHT, { path: '/healthz' }]) answers.push(await connection.ask(asked));
    } catch (error) {
      if (error instanceof UnreachableError) throw error;
      const said = `after ${answers.length} of 3 answers: ${(error as Error).message}`;
      return { verdict: 'failed', said };
    } finally {
      connection.close();
    }
    const [first, second, last] = answers as [Answer, Answer, Answer];
    const wrong = [first, second].find(({ status }) => status !== 204);
    if (wrong)
      return { verdict: 'failed', said: `OPTIONS answered ${describeAnswer(wrong)} instead of 204`, ...fixFor(wrong) };
    if (last.status !== 200)
      return { verdict: 'failed', said: `/healthz after a 204 answered ${describeAnswer(last)}`, ...fixFor(last) };
    const announced = [first, second].find(announcesContent);
    if (announced)
      return { verdict: 'failed', said: `a 204 came with Content-Length ${announced.headers['content-length'] ?? ''}` };
    if (second.isReused && last.isReused) return { verdict: 'passed', said: '204, 204 and 200 on one connection' };
    return {
      verdict: 'warned',
      said: 'the connection was closed after an answer: every request of a page takes longer',
    };
  },
});

/** A 204 has no length (RFC 9110, 8.6). A zero is wrong and harms nobody. */
function announcesContent({ headers }: Answer): boolean {
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
}
