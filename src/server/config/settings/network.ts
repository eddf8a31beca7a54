/** Settings of the process: its ports, who may reach them, its log, and its shutdown. */
import { number, text } from '../setting.ts';

const HOUR_MS = 3_600_000;

export const NETWORK_SETTINGS = {
  ROSTRUM_MODE: text(
    'embedded',
    'embedded: everything runs on this machine, with an emulator for each AWS service. aws: the real services are used.',
  ),
  PORT: number(8080, 'Port for WebSockets and HTTP. 0: any free port.', 0, 65_535),
  HOST: text(
    undefined,
    'Address that PORT listens on. Empty: 127.0.0.1 (this machine only) in embedded mode, 0.0.0.0 (all networks) in AWS mode.',
  ),
  ADMIN_PORT: number(9090, 'Port for /metrics, /healthz and /readyz, for the operator. 0: any free port.', 0, 65_535),
  ADMIN_HOST: text('127.0.0.1', 'Address that ADMIN_PORT listens on.'),
  ADMIN_ALLOWED_HOSTS: text(
    '',
    'Host names under which /metrics and /inside may be asked for on ADMIN_PORT, separated by commas. IP addresses and localhost are always allowed, and names without a dot where ADMIN_HOST is not this machine only.',
  ),
  INSPECT: number(
    0,
    '1: the inspector shows every statechart live, on this machine only, and costs some CPU (docs/inspector.md). 0: off.',
    0,
    1,
  ),
  INSPECT_PORT: number(8082, 'Port of the inspector on 127.0.0.1. 0: any free port.', 0, 65_535),
  INSIDE_TOKEN: text(
    undefined,
    'Token that opens /inside (16 characters or more). Empty: /inside is open on this machine in embedded mode, closed elsewhere.',
  ),
  TLS_CERT_FILE: text(
    undefined,
    'Certificate file (PEM), to serve HTTPS and wss without a proxy. Needs TLS_KEY_FILE. Empty: no TLS.',
  ),
  TLS_KEY_FILE: text(undefined, 'File with the private key of TLS_CERT_FILE (PEM, not encrypted). Empty: no TLS.'),
  LOG_LEVEL: text('info', 'Lowest level that is logged: debug, info, warn or error. silent: no log.'),
  DATA_FOLDER: text(
    undefined,
    'Embedded mode: folder for the tables, so that sessions survive a restart. Empty: the tables are in memory only.',
  ),
  EMBEDDED_FAULTS_PORT: number(
    undefined,
    'Embedded mode: port of the API that makes the emulators fail on purpose. 0: any free port. Empty: off.',
    0,
    65_535,
  ),
} as const;

export const CLIENT_SETTINGS = {
  ALLOWED_ORIGINS: text(
    '',
    'Web origins whose pages may use this server, such as https://example.com, separated by commas. Its own pages always may, and in embedded mode every page of this machine. In embedded mode a public name of the server, such as a proxy’s, must be listed too; addresses, and names such as hall.local on a server that HOST opens, need not.',
  ),
  SUPPORTED_LANGUAGES: text(
    undefined,
    'Target languages offered to listeners, as codes separated by commas. Empty: all that the protocol has.',
  ),
  TARGET_OFFERS: text(
    undefined,
    'AWS mode: what the pipeline makes for each target language (speech, captions or none), such as es=speech,gl=captions,eo=none. A language that is not named has speech. Empty: all have speech.',
  ),
} as const;

export const SHUTDOWN_SETTINGS = {
  DRAIN_DELAY_MS: number(
    0,
    'At SIGTERM: how long everything is served as before while /readyz says 503, in ms (up to 3,600,000), so that load balancers send no new clients.',
    0,
    HOUR_MS,
  ),
  DRAIN_TIMEOUT_MS: number(
    10_000,
    'After DRAIN_DELAY_MS: how long streams, last transcripts, rows and traces may take to finish, in ms.',
  ),
} as const;
