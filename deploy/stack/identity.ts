/** A Cognito user pool as the issuer of speakers' tokens, for accounts that have no issuer. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { DeployOptions } from './options.ts';
import type { Parameters } from './parameters.ts';

const MIN_PASSWORD = 12;
const TOKEN_VALIDITY = Duration.hours(1);

export class Identity extends Construct {
  readonly issuer: NonNullable<Parameters['issuer']>;
  readonly pool: UserPool;

  constructor(scope: Construct, id: string, { data }: Pick<DeployOptions, 'data'>) {
    super(scope, id);
    const pool = new UserPool(this, 'Speakers', {
      // Whoever may speak is invited.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: MIN_PASSWORD,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      deletionProtection: data === 'keep',
      removalPolicy: data === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // A public client: web pages and programs that sign in with a password (SRP) keep no secret. The administrator's way, which
    // asks for credentials of the account as well, gets a token from a command line.
    const client = pool.addClient('Clients', {
      authFlows: { userSrp: true, adminUserPassword: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // The server takes both (docs/security.md).
      accessTokenValidity: TOKEN_VALIDITY,
      idTokenValidity: TOKEN_VALIDITY,
    });
    const { region, urlSuffix } = Stack.of(this);
    const url = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
    this.pool = pool;
    this.issuer = { url, audience: client.userPoolClientId, jwksUrl: `${url}/.well-known/jwks.json` };
  }
}
