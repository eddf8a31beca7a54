/** Is Rostrum there, behind the address? */
import { describeAnswer } from './http-answer.ts';
import { HttpConnection } from './http-connection.ts';
import { fixFor } from './proxy-fixes.ts';
import { publicCheck } from './public-check.ts';

const FIX =
  'Start the server, give the address that clients use (https:// only where TLS is spoken), open its port in firewalls, and let the proxy pass every path on to the server’s PORT with HTTP/1.1 (nginx: proxy_http_version 1.1).';

export const reach = publicCheck({
  id: 'reach',
  claim: 'The public address leads to a Rostrum server that is ready for clients.',
  fix: FIX,
  fixWhenUnreachable: FIX,
  async run(url, signal) {
    const connection = new HttpConnection(url, signal);
    try {
      const health = await connection.ask({ path: '/healthz' });
      if (health.status !== 200 || health.json?.status !== 'healthy') {
        return { verdict: 'failed', said: `/healthz answered ${describeAnswer(health)}`, ...fixFor(health) };
      }
      const { status, json } = await connection.ask({ path: '/readyz' });
      if (status === 200) return { verdict: 'passed', said: `healthy and ready, in ${String(health.json.mode)} mode` };
      const reasons = Array.isArray(json?.reasons) ? json.reasons.join('; ') : `status ${status}`;
      return {
        verdict: 'warned',
        said: `the server is not ready: ${reasons}`,
        fix: 'Wait until /readyz answers 200, or mend what it names.',
      };
    } finally {
      connection.close();
    }
  },
});
