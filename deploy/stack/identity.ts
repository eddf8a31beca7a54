/** A Cognito user pool as the issuer of speakers' tokens, for accounts that have no issuer. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { DeployOptions } from './options.ts';
import type { Parameters } from './parameters.ts';

const MIN_PASSWORD = 12;

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
    // A public client: web pages and programs that sign in with a password (SRP) keep no secret.
    const client = pool.addClient('Clients', {
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
    });
    const { region, urlSuffix } = Stack.of(this);
    const url = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
    this.pool = pool;
    this.issuer = { url, audience: client.userPoolClientId, jwksUrl: `${url}/.well-known/jwks.json` };
  }
}
