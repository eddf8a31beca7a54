/** The generated parts of docs/security.md: who may send what, and the controls that the requirements ask for by name. */
import { ACTIONS, type Action } from '../src/protocol/client-messages.ts';
import { markedPage } from './integration/marked-page.ts';
import { setting, table } from './integration/words.ts';

const shown = (title: string, file: string) => `“${title}” (\`${file}\`)`;
const both = (...tests: readonly string[]) => tests.join('<br>');

const AUTHORIZE = 'test/server/sockets/authorize.test.ts';
const ROUTER = 'test/server/sockets/message-router.test.ts';
const LIMITER = 'test/actors/connections/connection-rate-limiter.test.ts';
const LIFECYCLE = 'test/server/sockets/connection-lifecycle.test.ts';
const PRIVACY = 'test/whole/privacy.test.ts';
const TLS = 'test/whole/tls.test.ts';

/** Control, what it does here, the tests that show it. */
const REQUIRED: readonly (readonly [control: string, here: string, shownBy: string])[] = [
  [
    'speakers cannot act as listeners, nor listeners as speakers',
    'the role is the connection’s, from how it joined; another role’s action is 403 `UNAUTHORIZED` and changes nothing',
    both(
      shown('a speaker may speak and control, and not listen', AUTHORIZE),
      shown('a listener may listen, and not speak or control', AUTHORIZE),
      shown('every action is in one of these lists', AUTHORIZE),
      shown(
        'nothing a message says of itself changes its sender’s role, session or name',
        'test/whole/security.test.ts',
      ),
    ),
  ],
  [
    'authorization for each message: connection, then role, then action',
    'the seat that the socket took; no table is read for it',
    both(
      shown('who may not do something is told so, whatever is wrong with its parameters', ROUTER),
      shown('without a seat one may ask for one and be alive, and nothing else', AUTHORIZE),
    ),
  ],
  [
    'audio spam is dropped, warned of, and ended',
    `${setting('AUDIO_CHUNKS_PER_SECOND')} a second, ${setting('AUDIO_BURST')} at once; a warning after ${setting('RATE_WARNING_MS')}, the end after ${setting('RATE_CLOSE_MS')}`,
    both(
      shown('audio over the rate is dropped and counted; its sender is told once a second', ROUTER),
      shown('audio over its rate is warned of after five seconds, and over after thirty', LIMITER),
      shown('a speaker over its rate is warned, and, when it goes on, its session ends', LIFECYCLE),
    ),
  ],
  [
    'controls and status queries over their rate are refused',
    `429; ${setting('CONTROL_MESSAGES_PER_SECOND')} and ${setting('STATUS_QUERIES_PER_SECOND')} a second`,
    both(
      shown('every control over the rate is refused, and one line a second is logged of it', ROUTER),
      shown('ten control messages at once and then ten a second, and every one over them is answered', LIMITER),
      shown('three status queries at once and then two a second, in a bucket of their own', LIMITER),
    ),
  ],
  [
    'oversized messages are refused',
    `413: ${setting('MAX_AUDIO_BYTES')} a chunk, ${setting('MAX_CONTROL_BYTES')} a control, ${setting('MAX_MESSAGE_BYTES')} a message`,
    both(
      shown('binary frames are audio whoever sends them: too large first, then the seat, then the sound', ROUTER),
      shown(
        'too much audio is refused by its length alone, before it is decoded',
        'test/server/sockets/audio-route.test.ts',
      ),
      shown('of several things that are wrong with a message the first of the contract’s order is answered', ROUTER),
    ),
  ],
  [
    'idle connections are cleaned up',
    `a ping every ${setting('PING_INTERVAL_MS')}; closed with 4408 after ${setting('IDLE_TIMEOUT_MS')} without any frame`,
    both(
      shown(
        'a client that answers no ping is told for how long it was quiet, and closed; one that answers stays',
        LIFECYCLE,
      ),
      shown('nothing is left of a socket that has closed: no timer waits for it', LIFECYCLE),
    ),
  ],
  [
    'in transit: TLS 1.2 and up',
    '`TLS_CERT_FILE`, or a proxy or load balancer in front',
    shown('with a certificate it speaks https and wss with TLS 1.2 and 1.3, and nothing older and nothing plain', TLS),
  ],
  [
    'at rest: audio and transcripts are not stored',
    'memory only ([data](data.md)); the tables are encrypted by DynamoDB',
    shown('the server and the pipeline have no code that writes a file', 'test/docs/data-page.test.ts'),
  ],
  [
    'no audio, user or full connection id in the log',
    'connection ids as SHA-256; personal fields are redacted by name',
    both(
      shown('what is said, typed and sent, and by whom, is in no line, no page and no span of the server', PRIVACY),
      shown('a connection id is logged as its SHA-256', 'test/integrations/logging/structured-logger.test.ts'),
    ),
  ],
  [
    'least privilege on AWS',
    'each role has the actions that its program uses, and no other ([integration](integration/tables.md#permissions))',
    shown(
      'the roles of deploy/ have the actions that the tables of outgoing calls have',
      'test/scripts/integration/permissions.test.ts',
    ),
  ],
  [
    'the delivery key is shown nowhere',
    'Secrets Manager for the pipeline; the doctor takes secrets out of what it says',
    both(
      shown('the pipeline signs its deliveries with the key of the secret', 'test/pipeline/delivery-secret.test.ts'),
      shown(
        'secrets are taken out of what checks say and advise, in lines and in JSON',
        'test/server/doctor/report.test.ts',
      ),
    ),
  ],
];

function actions(): string {
  const rows = (Object.keys(ACTIONS) as Action[]).map((action) => [
    `\`${action}\``,
    ACTIONS[action].who,
    ACTIONS[action].meaning,
  ]);
  return table(['action', 'who', 'what it does'], rows);
}

export function securityPage(): string {
  return markedPage('docs/security.md', {
    actions,
    required: () => table(['asked for', 'here', 'shown by'], REQUIRED),
  });
}
