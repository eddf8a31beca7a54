/** Are deliveries accepted with the delivery key alone? They go to a connection that does not exist, so nobody hears them. */
import { randomBytes } from 'node:crypto';
import { signDelivery } from '../../../integrations/delivery/sign-delivery.ts';
import { isLoopbackHost } from '../../../protocol/loopback.ts';
import type { Finding } from '../check.ts';
import { type Answer, describeAnswer } from './http-answer.ts';
import { HttpConnection } from './http-connection.ts';
import { publicCheck } from './public-check.ts';

const NO_KEY_FIX =
  'Set DELIVERY_ACCESS_KEY_ID and DELIVERY_SECRET_ACCESS_KEY, or let the proxy set X-Forwarded-For: without a key the server serves only this machine.';

/** A little less than the server allows. The header Date has whole seconds, and a proxy may write its own. */
const SKEW_MS = 4 * 60_000;

export const delivery = publicCheck({
  id: 'delivery',
  claim:
    'A delivery to an unknown connection is refused unsigned (403), and answered 410 Gone when it is signed with the delivery key.',
  fix: 'Compare DELIVERY_ACCESS_KEY_ID and DELIVERY_SECRET_ACCESS_KEY with the server’s and the clocks of both machines; let the proxy pass on Host with its port, the path with its percent signs, and the headers Authorization and X-Amz-*. The server’s log says which (delivery refused, reason).',
  async run(url, signal, { config }) {
    const { delivery: key, region } = config.aws;
    const connection = new HttpConnection(url, signal);
    // As API Gateway's ids end, so that a proxy that decodes the path changes the signature.
    const path = `/@connections/${randomBytes(16).toString('base64url')}%3D`;
    const post = { method: 'POST', path, body: 'doctor' };
    try {
      const unsigned = await connection.ask(post);
      if (key === undefined) return judgeWithoutKey(unsigned, url);
      const signed = await connection.ask({ ...post, headers: await signDelivery(url, post, { key, region }) });
      return judge(unsigned, signed);
    } finally {
      connection.close();
    }
  },
});

/** Embedded mode: deliveries are for programs on the server's machine. */
function judgeWithoutKey(unsigned: Answer, url: string): Finding {
  if (typeOf(unsigned) === 'ForbiddenException')
    return { verdict: 'passed', said: 'no delivery key is set, and a delivery from outside is refused' };
  if (isLoopbackHost(new URL(url).host)) return { verdict: 'skipped', said: 'no delivery key is set' };
  return {
    verdict: 'failed',
    said: `no delivery key is set, and an unsigned delivery is answered ${describeDelivery(unsigned)}`,
    fix: NO_KEY_FIX,
  };
}

function judge(unsigned: Answer, signed: Answer): Finding {
  if (typeOf(unsigned) === 'GoneException') {
    return {
      verdict: 'failed',
      said: 'an unsigned delivery is accepted: the server has no delivery key',
      fix: NO_KEY_FIX,
    };
  }
  if (typeOf(unsigned) === undefined) {
    return {
      verdict: 'warned',
      said: `/@connections is answered ${describeAnswer(unsigned)}`,
      fix: 'Let the proxy pass on /@connections, unless the pipeline delivers past it.',
    };
  }
  const said = `unsigned ${describeDelivery(unsigned)}, signed ${describeDelivery(signed)}`;
  const isRight = typeOf(unsigned) === 'ForbiddenException' && typeOf(signed) === 'GoneException';
  if (isRight) return { verdict: 'passed', said };
  const apartMs = Math.abs(Date.parse(signed.headers.date ?? '') - Date.now());
  if (!(apartMs > SKEW_MS)) return { verdict: 'failed', said };
  const clocks = `${said}; both clocks are ${Math.round(apartMs / 1_000)} s apart`;
  return {
    verdict: 'failed',
    said: clocks,
    fix: 'Set the clocks of this machine and of the server: signatures that are 5 minutes off are refused.',
  };
}

/** The name by which clients of the API recognise an error. Undefined: the answer is not the server's. */
function typeOf({ headers }: Answer): string | undefined {
  const type = headers['x-amzn-errortype'];
  return typeof type === 'string' ? type : undefined;
}

function describeDelivery(answer: Answer): string {
  const type = typeOf(answer);
  return type === undefined ? describeAnswer(answer) : `${answer.status} ${type}`;
}
