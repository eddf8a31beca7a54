/** Reads and checks the pipeline's settings. Only this file reads the environment. */

export interface Configuration {
  readonly engines: 'aws' | 'local';
  readonly region: string;
  readonly connectionsTable: string;
  /** Base URL of `/@connections/{id}`, with the stage. */
  readonly deliveryEndpoint: string;
  /** Credentials that deliveries are signed with. Undefined: the function's own. */
  readonly deliveryKey?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The secret that has these credentials instead. Never together with `deliveryKey`. */
  readonly deliverySecretArn?: string;
  readonly translationDeadlineMs: number;
  readonly speechDeadlineMs: number;
  readonly apertiumModesFolder: string;
  /** Directories in which the local engines' programs are searched, as in PATH. */
  readonly path: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error with every problem on one line. */
export function readConfiguration(environment: Environment = process.env): Configuration {
  const problems: string[] = [];
  const read = (name: string, fallback: string) => environment[name]?.trim() || fallback;
  const milliseconds = (name: string, fallback: number) => {
    const value = Number(read(name, String(fallback)));
    if (!Number.isInteger(value) || value < 1 || value > 900_000)
      problems.push(`${name} must be 1 to 900000 milliseconds`);
    return value;
  };

  const engines = read('ENGINES', read('AWS_LAMBDA_FUNCTION_NAME', '') === '' ? 'local' : 'aws');
  if (engines !== 'aws' && engines !== 'local') problems.push('ENGINES must be aws or local');
  const deliveryEndpoint = read('DELIVERY_ENDPOINT', '');
  if (!isHttpUrl(deliveryEndpoint))
    problems.push('DELIVERY_ENDPOINT must be the http(s) URL that serves /@connections');
  const accessKeyId = read('DELIVERY_ACCESS_KEY_ID', '');
  const secretAccessKey = read('DELIVERY_SECRET_ACCESS_KEY', '');
  if ((accessKeyId === '') !== (secretAccessKey === '')) {
    problems.push('DELIVERY_ACCESS_KEY_ID and DELIVERY_SECRET_ACCESS_KEY go together');
  }
  const deliverySecretArn = read('DELIVERY_SECRET_ARN', '');
  if (deliverySecretArn !== '' && accessKeyId !== '') {
    problems.push(
      'DELIVERY_SECRET_ARN stands for DELIVERY_ACCESS_KEY_ID and DELIVERY_SECRET_ACCESS_KEY: set one or the others',
    );
  }
  const configuration = {
    engines: engines === 'aws' ? ('aws' as const) : ('local' as const),
    region: read('AWS_REGION', read('AWS_DEFAULT_REGION', 'us-east-1')),
    connectionsTable: read('CONNECTIONS_TABLE_NAME', 'Connections'),
    deliveryEndpoint,
    ...(accessKeyId === '' ? {} : { deliveryKey: { accessKeyId, secretAccessKey } }),
    ...(deliverySecretArn === '' ? {} : { deliverySecretArn }),
    translationDeadlineMs: milliseconds('TRANSLATION_DEADLINE_MS', 5_000),
    speechDeadlineMs: milliseconds('SPEECH_DEADLINE_MS', 10_000),
    apertiumModesFolder: read('APERTIUM_MODES_DIR', '/usr/share/apertium/modes'),
    path: read('PATH', '/usr/local/bin:/usr/bin:/bin'),
  };
  if (problems.length > 0) throw new Error(`Bad configuration: ${problems.join('; ')}`);
  return configuration;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
