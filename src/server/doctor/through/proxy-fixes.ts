/** What to change in a proxy whose answer is not the server's. */
import type { Answer } from './http-answer.ts';

const NO_UPGRADE =
  'Let the proxy pass on upgrades: nginx needs proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade and proxy_set_header Connection upgrade; Apache mod_proxy_wstunnel; a CDN its WebSocket switch.';
const HEAD_TOO_LARGE =
  'Allow request heads of 8 KB: nginx large_client_header_buffers 4 8k, HAProxy tune.bufsize 16384, Apache LimitRequestLine and LimitRequestFieldSize.';
const BODY_TOO_LARGE =
  'Allow bodies larger than MAX_BODY_BYTES, so that the client gets the server’s own 413: nginx client_max_body_size 8m; a web application firewall its body limit.';
const FORBIDDEN =
  'Let the firewall or the login in front of the server pass WebSocket upgrades and requests without a session of its own: Rostrum checks the tokens.';
const UNREACHABLE =
  'See the proxy’s log for why it got no answer from the server: its address and port, whether it runs, HTTP/1.1 (not 1.0, not HTTP/2), and request heads under 4 KB on Node 20.';

const NOT_READY = 'Wait until the server is ready: it starts, drains, or misses a service. Its /readyz says which.';

export const WAIT = 'Wait a minute, and run the check again: this address has used up its connects.';

const BY_STATUS: Readonly<Record<number, string>> = {
  400: HEAD_TOO_LARGE,
  401: FORBIDDEN,
  403: FORBIDDEN,
  413: BODY_TOO_LARGE,
  414: HEAD_TOO_LARGE,
  431: HEAD_TOO_LARGE,
  502: UNREACHABLE,
  503: UNREACHABLE,
  504: UNREACHABLE,
  505: UNREACHABLE,
};

type Said = Pick<Answer, 'status' | 'error'>;
type Fix = { readonly fix?: string };

/** @returns the fix for an answer to a request, or nothing where the check's own fits better. */
export function fixFor({ status, error }: Said): Fix {
  if (error?.code === 'SERVICE_UNAVAILABLE') return { fix: NOT_READY };
  if (error?.code === 'RATE_LIMIT_EXCEEDED') return { fix: WAIT };
  const fix = error === undefined ? BY_STATUS[status] : undefined;
  return fix === undefined ? {} : { fix };
}

/** @returns the same for an answer to an upgrade: one that became a plain request has no other answer than these. */
export function fixForUpgrade(answer: Said): Fix {
  const { status, error } = answer;
  if (error?.code === 'NOT_FOUND' || [200, 404, 426, 502].includes(status)) return { fix: NO_UPGRADE };
  return fixFor(answer);
}
