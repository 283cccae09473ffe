import { dnsSuffix } from '../../shared/partition.js';
import { archOf } from './agent.js';
import { isWindows, type Platform } from './platform.js';
import { TLS_1_2, type HelpPlace, type Step } from './step.js';

const DEFAULT_ROLE = 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole';

const setting = ({ partition, region, accountId }: HelpPlace, name: string): string =>
  `arn:${partition}:ssm:${region}:${accountId}:servicesetting/ssm/managed-instance/${name}`;

/** Giving a node's agent its permissions: by the role of its instance profile, or by the account's default. */
export function roleSteps(place: HelpPlace): Step[] {
  const { partition, region, nodeId, role } = place;
  return [
    {
      id: 'role-attach',
      on: 'aws',
      commands: `aws iam attach-role-policy --role-name ${role} --policy-arn arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
    },
    ...(nodeId.startsWith('mi-')
      ? []
      : [
          {
            id: 'role-profile' as const,
            on: 'aws' as const,
            commands: `aws ec2 associate-iam-instance-profile --region ${region} --instance-id ${nodeId} --iam-instance-profile Name=${role}`,
          },
          // User guide, “Managing EC2 instances automatically with Default Host Management Configuration”.
          {
            id: 'role-default' as const,
            on: 'aws' as const,
            commands: `aws ssm update-service-setting --region ${region} --setting-id ${setting(place, 'default-ec2-instance-management-role')} --setting-value ${DEFAULT_ROLE}`,
          },
        ]),
  ];
}

/** A way to Systems Manager for nodes without the internet, and trying it from the node. */
export function networkSteps(platform: Platform, { region }: HelpPlace): Step[] {
  const isChina = region.startsWith('cn-');
  const create = (service: string) =>
    `aws ec2 create-vpc-endpoint --region ${region} --vpc-endpoint-type Interface --private-dns-enabled --service-name ${isChina ? 'cn.' : ''}com.amazonaws.${region}.${service} --vpc-id VPC --subnet-ids SUBNET --security-group-ids GROUP`;
  const hosts = ['ssm', 'ssmmessages'].map((service) => `${service}.${region}.${dnsSuffix(region)}`);
  const tries = isWindows(platform)
    ? hosts.map((host) => `Test-NetConnection ${host} -Port 443`)
    : hosts.map((host) => `curl -sS -m 5 -o /dev/null -w '%{http_code}\\n' https://${host}/`);
  return [
    // The agent has needed ec2messages no more since 3.3.40.0.
    { id: 'network-endpoints', on: 'aws', commands: ['ssm', 'ssmmessages'].map(create).join('\n') },
    { id: 'network-try', on: isWindows(platform) ? 'powershell' : 'shell', commands: tries.join('\n') },
  ];
}

/** Registering a machine outside EC2, and the tier that sessions to it need. */
export function hybridSteps(platform: Platform, place: HelpPlace): Step[] {
  const { region } = place;
  // “Non-EC2 macOS machines aren't supported” (user guide, “Managing nodes in hybrid and multicloud environments”).
  if (platform === 'macos') return [{ id: 'hybrid-macos', on: 'shell', commands: null }];
  return [
    {
      id: 'hybrid-activation',
      on: 'aws',
      commands: `aws ssm create-activation --region ${region} --iam-role ${place.role} --registration-limit 1 --default-instance-name NAME`,
    },
    registerStep(platform, place),
    {
      id: 'hybrid-tier',
      on: 'aws',
      commands: `aws ssm update-service-setting --region ${region} --setting-id ${setting(place, 'activation-tier')} --setting-value advanced`,
    },
  ];
}

function registerStep(platform: Platform, { region }: HelpPlace): Step {
  // Nobody is on it before it is registered: its control container is told at boot (bottlerocket-control-container).
  if (platform === 'bottlerocket') return { id: 'hybrid-bottlerocket', on: 'shell', commands: null };
  const register = `-register -activation-code "CODE" -activation-id "ID" -region "${region}"`;
  const from = `https://amazon-ssm-${region}.s3.${region}.${dnsSuffix(region)}/latest`;
  if (isWindows(platform)) {
    return {
      id: 'hybrid-register',
      on: 'powershell',
      commands: [
        TLS_1_2,
        '$setup = "$env:TEMP\\ssm-setup-cli.exe"',
        `Invoke-WebRequest -UseBasicParsing ${from}/windows_amd64/ssm-setup-cli.exe -OutFile $setup`,
        `& $setup ${register}`,
      ].join('\n'),
    };
  }
  const system = platform === 'debian' || platform === 'ubuntu' ? 'debian' : 'linux';
  return {
    id: 'hybrid-register',
    on: 'shell',
    commands: [
      archOf(platform),
      `curl -fsSLo /tmp/ssm-setup-cli ${from}/${system}_$arch/ssm-setup-cli`,
      'sudo chmod +x /tmp/ssm-setup-cli',
      `sudo /tmp/ssm-setup-cli ${register}`,
    ].join('\n'),
  };
}
