/** A small network: two zones, public subnets alone, and no NAT gateway. What comes in is up to the security groups. */
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { logGroup } from './logs.ts';

export const VPC_RANGE = '10.70.0.0/16';
const ZONES = 2;

/**
 * The server calls the issuer of tokens, which is anywhere, so it needs a way out: a public address costs a tenth of a NAT
 * gateway. Gateway endpoints cost nothing: tables and the image's layers do not go through the internet gateway.
 */
export function createNetwork(scope: Construct): Vpc {
  const vpc = new Vpc(scope, 'Network', {
    ipAddresses: IpAddresses.cidr(VPC_RANGE),
    maxAzs: ZONES,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC }],
    // Its custom resource would be a function of its own. The default group is used by nothing.
    restrictDefaultSecurityGroup: false,
    gatewayEndpoints: {
      Tables: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      ImageLayers: { service: GatewayVpcEndpointAwsService.S3 },
    },
  });
  const role = new Role(scope, 'RefusedTrafficRole', {
    assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
  });
  // What was refused shows scans and wrong rules; what was accepted is in the server's own log.
  vpc.addFlowLog('RefusedTraffic', {
    destination: FlowLogDestination.toCloudWatchLogs(
      logGroup(scope, 'RefusedTrafficLogs', '/rostrum/refused-traffic'),
      role,
    ),
    trafficType: FlowLogTrafficType.REJECT,
  });
  return vpc;
}
