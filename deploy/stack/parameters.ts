/** What only the account knows. CloudFormation asks for these when the stack is created. */
import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeployOptions } from './options.ts';

export interface Parameters {
  readonly domainName: string;
  readonly certificateArn: string;
  readonly imageRepository: string;
  readonly imageTag: string;
  readonly allowedOrigins: string;
  /** Undefined when a user pool is made. */
  readonly issuer: { readonly url: string; readonly audience: string; readonly jwksUrl: string } | undefined;
}

const URL_PATTERN = '^https://\\S+$';

export function createParameters(scope: Construct, { identity }: Pick<DeployOptions, 'identity'>): Parameters {
  const text = (
    id: string,
    description: string,
    rules: { readonly allowedPattern?: string; readonly default?: string },
  ) => new CfnParameter(scope, id, { type: 'String', description, ...rules }).valueAsString;
  const url = (id: string, description: string) => text(id, description, { allowedPattern: URL_PATTERN });
  return {
    domainName: text('DomainName', 'Name under which clients reach the server. It must lead to the load balancer.', {
      allowedPattern: '^[a-z0-9.-]+\\.[a-z]{2,}$',
    }),
    certificateArn: text('CertificateArn', 'Certificate of this name in AWS Certificate Manager, in this region.', {
      allowedPattern: '^arn:[a-z-]+:acm:[a-z0-9-]+:\\d{12}:certificate/[\\w-]+$',
    }),
    imageRepository: text(
      'ImageRepository',
      'ECR repository, in this account and region, that has the server’s image.',
      {
        default: 'rostrum',
      },
    ),
    imageTag: text(
      'ImageTag',
      'Tag of the image. A new one for each release: the task is not started anew for the same.',
      {
        allowedPattern: '^\\w[\\w.-]{0,127}$',
      },
    ),
    allowedOrigins: text('AllowedOrigins', 'ALLOWED_ORIGINS of the server: other origins whose pages may use it.', {
      default: '',
    }),
    issuer:
      identity === 'cognito'
        ? undefined
        : {
            url: url('AuthIssuer', 'AUTH_ISSUER of the server: issuer of speakers’ tokens.'),
            audience: text('AuthAudience', 'AUTH_AUDIENCE of the server.', { allowedPattern: '^\\S+$' }),
            jwksUrl: url('AuthJwksUrl', 'AUTH_JWKS_URL of the server.'),
          },
  };
}
