/** Which IAM actions a program uses, and on what, found in its code: SDK commands and requests that are signed here. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { scanSource } from '../../test/architecture/source-scan.ts';
import { ROOT } from './variants.ts';

export interface Use {
  /** `service:Action`. */
  readonly action: string;
  /** Name of a place in stack/permissions.ts, or *. */
  readonly on: string;
  readonly file: string;
}

/** The package of a client → the service's prefix in IAM. */
const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-apigatewaymanagementapi': 'execute-api',
  '@aws-sdk/client-dynamodb': 'dynamodb',
  '@aws-sdk/lib-dynamodb': 'dynamodb',
  '@aws-sdk/client-iam': 'iam',
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-polly': 'polly',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-service-quotas': 'servicequotas',
  '@aws-sdk/client-sts': 'sts',
  '@aws-sdk/client-transcribe-streaming': 'transcribe',
  '@aws-sdk/client-translate': 'translate',
};

/** Where the action's name is not the command's. */
const RENAMED: Readonly<Record<string, string>> = {
  'dynamodb:Get': 'dynamodb:GetItem',
  'dynamodb:Put': 'dynamodb:PutItem',
  'dynamodb:Update': 'dynamodb:UpdateItem',
  'dynamodb:Delete': 'dynamodb:DeleteItem',
  'lambda:Invoke': 'lambda:InvokeFunction',
  'execute-api:PostToConnection': 'execute-api:ManageConnections',
};

/** A table that the code is told when it runs. */
export const ANY_TABLE = 'any table';

/** What the code calls a table → the place. */
const TABLES: Readonly<Record<string, string>> = {
  sessionsTable: 'sessions',
  connectionsTable: 'connections',
  '#tableName': 'connections',
};

/** Files that make requests or signatures with their own code, and for which action; a use of a key anywhere else is a problem. */
const SIGNED: Readonly<Record<string, string | undefined>> = {
  'src/integrations/lambda/invoke-template.ts': 'lambda:InvokeFunction',
  'src/integrations/lambda/invoke-call.ts': 'lambda:InvokeFunction',
  // Signs each event of a stream that StartStreamTranscription has opened; that is no action of its own.
  'src/integrations/transcribe/event-stream/event-signer.ts': 'transcribe:StartStreamTranscription',
  // Signs deliveries for the doctor, with the delivery key and to the server.
  'src/integrations/delivery/sign-delivery.ts': undefined,
  // Checks the signatures of deliveries that come in; calls nothing.
  'src/integrations/delivery/signature.ts': undefined,
};
const SIGNERS = /^(@smithy\/signature-v4|\.{1,2}\/.*signing\/(signing-key|authorization)\.ts)$/;

/** Every file that the roots load, by value, without those below `without`. Paths from the repository's root. */
export function filesFrom(roots: readonly string[], without: readonly string[] = []): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = [...roots];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || without.some((folder) => (path as string).startsWith(folder))) continue;
    const text = readFileSync(join(ROOT, path), 'utf8').replace(/^import type [^;]*;$/gm, '');
    found.set(path, text);
    for (const { specifier, kind } of scanSource(text).imports) {
      // A resource is run by another process, with a role of its own.
      if (specifier.startsWith('.') && specifier.endsWith('.ts') && kind !== 'resource') {
        waiting.push(posix.join(posix.dirname(path), specifier));
      }
    }
  }
  return found;
}

/** @throws Error for a command of a package that is not known here, or for something else than commands and clients. */
export function usesIn(files: ReadonlyMap<string, string>): Use[] {
  return [...files].flatMap(([file, text]) => {
    const packages = importedFromSdk(file, text);
    const commands = [...text.matchAll(/\bnew (\w+)Command\(/g)].map(({ 1: name = '', index }): Use => {
      const from = packages.get(`${name}Command`);
      const service = SERVICES[from ?? ''];
      if (service === undefined)
        throw new Error(`${file}: ${name}Command is of ${from ?? 'nowhere'}, which is not known`);
      const action = RENAMED[`${service}:${name}`] ?? `${service}:${name}`;
      return { action, on: placeOf(action, text.slice(index)), file };
    });
    const paged = [...packages].flatMap(([name, from]): Use[] => {
      const [, action] = /^paginate(\w+)$/.exec(name) ?? [];
      return action === undefined ? [] : [{ action: `${SERVICES[from]}:${action}`, on: '*', file }];
    });
    return [...commands, ...paged, ...signedIn(file, text)];
  });
}

/** Name → package, of all that a file takes of the SDK by value. */
function importedFromSdk(file: string, text: string): Map<string, string> {
  const found = new Map<string, string>();
  const imports = [
    ...text.matchAll(/import \{([^}]*)\} from '(@aws-sdk\/[\w-]+)'/g),
    ...text.matchAll(/\{([^{}]*)\} = await import\('(@aws-sdk\/[\w-]+)'\)/g),
  ];
  for (const { 1: names = '', 2: from = '' } of imports) {
    for (const name of names.split(',').map((one) => one.trim())) {
      if (name === '' || name.startsWith('type ')) continue;
      // An aggregated client (new DynamoDB()) would call the service unseen.
      if (!/(Command|Client|Exception)$|^paginate/.test(name)) throw new Error(`${file}: takes ${name} of ${from}`);
      found.set(name, from);
    }
  }
  return found;
}

function signedIn(file: string, text: string): Use[] {
  if (!scanSource(text).imports.some(({ specifier }) => SIGNERS.test(specifier))) return [];
  const action = SIGNED[file];
  if (!(file in SIGNED)) throw new Error(`${file}: signs, and for which action is not known`);
  return action === undefined ? [] : [{ action, on: placeOf(action, ''), file }];
}

/** @param text From the command on. */
function placeOf(action: string, text: string): string {
  if (action === 'lambda:InvokeFunction') return 'pipeline';
  if (action === 'secretsmanager:GetSecretValue') return 'deliverySecret';
  if (!action.startsWith('dynamodb:')) return '*';
  const call = text.slice(0, text.indexOf('});'));
  if (/\bIndexName\b/.test(call)) return 'index';
  const name = /\bTableName: (?:this\.)?(#?\w+)/.exec(call)?.[1] ?? '';
  return TABLES[name] ?? ANY_TABLE;
}
