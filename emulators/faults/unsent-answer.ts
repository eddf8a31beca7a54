/** Lets a call be carried out without sending its answer. */
import type { ServerResponse } from 'node:http';

const UNSENT = ['writeHead', 'write', 'end'] as const;

/** Keeps back all that is written to the response. When the server ends it, `then` is called and answers instead. */
export function insteadOfAnswer(response: ServerResponse, then: () => void): void {
  const own = response as unknown as Record<(typeof UNSENT)[number], unknown>;
  own.writeHead = () => response;
  own.write = () => true;
  own.end = () => {
    // Without the own properties, the prototype's methods are used again.
    for (const name of UNSENT) delete own[name];
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = 200;
    then();
    return response;
  };
}
