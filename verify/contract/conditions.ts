/** The settings with which servers run while promises are checked. Settings that are not named have their defaults. */

/** The suite gives each client its own address by X-Forwarded-For. */
const COMMON = {
  PORT: '0',
  ADMIN_PORT: '0',
  LOG_LEVEL: 'silent',
  TRUSTED_PROXIES: '127.0.0.1',
  EMBEDDED_ASR: 'stamped',
};

/** Signs deliveries under the conditions in AWS mode. */
export const DELIVERY_KEY = { accessKeyId: 'AKIACONTRACT', secretAccessKey: 'contract-delivery-secret' };

const AWS = {
  ROSTRUM_MODE: 'aws',
  HOST: '127.0.0.1',
  TRANSCRIBE_MAX_STREAMS: '500',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIASERVER',
  AWS_SECRET_ACCESS_KEY: 'server-secret',
  DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId,
  DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
  ALLOWED_ORIGINS: 'https://app.example',
  TARGET_OFFERS: 'gl=captions,eo=none',
};

export const CONDITIONS = {
  /** The contract's defaults. */
  standard: { isAws: false, environment: COMMON },
  /** Small limits and short waits. */
  small: {
    isAws: false,
    environment: {
      ...COMMON,
      SPEAKER_GRACE_MS: '1500',
      STATUS_INTERVAL_MS: '1500',
      MAX_LISTENERS_PER_SESSION: '2',
      AUDIO_CHUNKS_PER_SECOND: '5',
      AUDIO_BURST: '5',
      CONNECTS_ACCEPTED_PER_MINUTE: '8',
      RATE_WARNING_MS: '2000',
      RATE_CLOSE_MS: '4000',
      LISTENER_LAGGING_MS: '1500',
      SUPPORTED_LANGUAGES: 'es,ca,fr',
    },
  },
  /** Short lifetimes of sessions and sockets, short idle timeouts. Speech is not cut unless a session asks for it. */
  brief: {
    isAws: false,
    environment: {
      ...COMMON,
      MAX_SESSIONS_PER_USER: '2',
      TRANSLATION_SEGMENTS: 'result',
      SESSION_LIFE_MS: '12000',
      CONNECTION_REFRESH_MS: '1000',
      CONNECTION_WARNING_MS: '1500',
      CONNECTION_LIFE_MS: '901500',
      IDLE_TIMEOUT_MS: '6000',
      PING_INTERVAL_MS: '2000',
    },
  },
  /** AWS mode with the suite's own endpoints, which record the server's calls. */
  aws: { isAws: true, environment: { ...COMMON, ...AWS } },
  /** The same through lines that can be cut, and with short timeouts. */
  fragile: {
    isAws: true,
    environment: {
      ...COMMON,
      ...AWS,
      TRANSCRIBE_CONNECT_TIMEOUT_MS: '3000',
      TRANSCRIBE_RECOVERY_WINDOW_MS: '8000',
      TRANSCRIBE_RETRY_MS: '120000',
      BREAKER_OPEN_MS: '300',
    },
  },
} as const satisfies Record<string, { isAws: boolean; environment: Readonly<Record<string, string>> }>;

export type ConditionName = keyof typeof CONDITIONS;

/** The settings of a condition in words, for the line that says that a promise was skipped. */
export function termsOf(name: ConditionName): string {
  const { isAws, environment } = CONDITIONS[name];
  const own = Object.entries(environment).filter(([setting]) => !(setting in COMMON) && !(setting in AWS));
  const terms = own.map(([setting, value]) => `${setting}=${value}`);
  return [...(isAws ? ['AWS mode with the suite’s own endpoints'] : []), ...terms].join(' ');
}
