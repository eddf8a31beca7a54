/** The load balancer in front of the server: TLS, health, and the service that keeps one task behind it. */
import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Peer, Port, SecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { AvailabilityZoneRebalancing, Cluster, FargateService } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type BaseLoadBalancerProps,
  ListenerCertificate,
  NetworkLoadBalancer,
  Protocol,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { DeployOptions } from './options.ts';
import { SERVER_PORT } from './server-environment.ts';
import { SERVER_CONTAINER, type ServerTask } from './server-task.ts';

const HTTPS = 443;
/** The server answers 503 here while it drains and while its tables cannot be reached. */
export const HEALTH_PATH = '/readyz';
/** Over the quietest that a healthy connection is: the server pings every 25 s and closes after 120 s. */
export const ALB_IDLE = Duration.seconds(180);
/**
 * How long a task that is going keeps its connections before it is asked to stop. There is no other task to send new clients
 * to, so waiting would only be an outage.
 */
const DEREGISTRATION_DELAY = Duration.seconds(0);
/**
 * New tasks are used after 40 s. A task that is not ready is replaced after 200 s, and not sooner: ECS stops what the load
 * balancer calls unhealthy, and a table or the pipeline that cannot be reached for a minute is no reason to end every broadcast.
 * A server that hangs is found by its container's own check, after 90 s.
 */
const HEALTH = {
  path: HEALTH_PATH,
  interval: Duration.seconds(20),
  healthyThresholdCount: 2,
  unhealthyThresholdCount: 10,
};
const START_GRACE = Duration.seconds(60);

export interface FrontProps extends Pick<DeployOptions, 'loadBalancer' | 'data'> {
  readonly vpc: Vpc;
  readonly task: ServerTask;
  readonly certificateArn: string;
}

export class Front extends Construct {
  readonly service: FargateService;
  readonly dnsName: string;
  /** How many tasks are healthy; there is one. */
  readonly healthyHosts: IMetric;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: FrontProps) {
    super(scope, id);
    const { vpc, task, data } = props;
    const { definition } = task;
    const cluster = new Cluster(this, 'Cluster', { vpc });
    const own = new SecurityGroup(this, 'ServerAccess', {
      vpc,
      description: 'The server: from the load balancer alone',
    });
    this.securityGroup = new SecurityGroup(this, 'PublicAccess', {
      vpc,
      description: 'The load balancer: TLS from everywhere',
      allowAllOutbound: false,
    });
    this.securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(HTTPS), 'clients');
    this.securityGroup.addEgressRule(own, Port.tcp(SERVER_PORT), 'the server');
    own.addIngressRule(this.securityGroup, Port.tcp(SERVER_PORT), 'clients and health checks');
    this.service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition: definition,
      // One task at most, until sessions can move: two would not know of each other's.
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      // It would start a second task beside the first.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [own],
      circuitBreaker: { rollback: true },
      healthCheckGracePeriod: START_GRACE,
      enableExecuteCommand: false,
    });
    const balancer: BaseLoadBalancerProps = { vpc, internetFacing: true, deletionProtection: data === 'keep' };
    const made = props.loadBalancer === 'nlb' ? this.#network(balancer, props) : this.#application(balancer, props);
    this.dnsName = made.dnsName;
    this.healthyHosts = made.healthyHosts;
  }

  #network(balancer: BaseLoadBalancerProps, { certificateArn }: FrontProps) {
    const made = new NetworkLoadBalancer(this, 'Network', {
      ...balancer,
      securityGroups: [this.securityGroup],
      // The one task is in one zone. Without this, an address that a client remembers from DNS leads nowhere when the next task
      // is in the other zone.
      crossZoneEnabled: true,
    });
    const listener = made.addListener('Tls', {
      port: HTTPS,
      protocol: Protocol.TLS,
      certificates: [ListenerCertificate.fromArn(certificateArn)],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
    });
    const group = listener.addTargets('Server', {
      port: SERVER_PORT,
      protocol: Protocol.TCP,
      targets: [this.#target()],
      // Off by default for addresses as targets: without it the server would see every client at the balancer's address.
      preserveClientIp: true,
      deregistrationDelay: DEREGISTRATION_DELAY,
      healthCheck: { protocol: Protocol.HTTP, ...HEALTH },
    });
    // By default an NLB cuts the connections of a target that becomes unhealthy: broadcasts go on while the server is not ready.
    group.setAttribute('target_health_state.unhealthy.connection_termination.enabled', 'false');
    return { dnsName: made.loadBalancerDnsName, healthyHosts: group.metrics.healthyHostCount() };
  }

  #application(balancer: BaseLoadBalancerProps, { certificateArn }: FrontProps) {
    const made = new ApplicationLoadBalancer(this, 'Application', {
      ...balancer,
      securityGroup: this.securityGroup,
      idleTimeout: ALB_IDLE,
      dropInvalidHeaderFields: true,
    });
    const listener = made.addListener('Tls', {
      port: HTTPS,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [ListenerCertificate.fromArn(certificateArn)],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      // The rule for everybody is above, with its words.
      open: false,
    });
    const group = listener.addTargets('Server', {
      port: SERVER_PORT,
      protocol: ApplicationProtocol.HTTP,
      targets: [this.#target()],
      deregistrationDelay: DEREGISTRATION_DELAY,
      healthCheck: HEALTH,
    });
    return { dnsName: made.loadBalancerDnsName, healthyHosts: group.metrics.healthyHostCount() };
  }

  #target() {
    return this.service.loadBalancerTarget({ containerName: SERVER_CONTAINER, containerPort: SERVER_PORT });
  }
}
