import type { Platform } from './platform.js';
import type { HelpPlace, Step } from './step.js';

/** AWS's downloads are in a bucket of each region, which the region's own S3 endpoint serves, also in a private VPC. */
const bucket = ({ region }: HelpPlace): string =>
  `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/amazon-ssm-${region}/latest`;

const ARCH = 'arch=$(uname -m | sed "s/x86_64/amd64/; s/aarch64/arm64/")';

/** Installing, or updating by installing again (user guide, “Manually installing and uninstalling SSM Agent”). */
function installStep(platform: Platform, place: HelpPlace): Step {
  const from = bucket(place);
  switch (platform) {
    case 'ubuntu':
      // Since 18.04 AWS's images and its guide have the snap; a snap and a package beside it disturb each other.
      return {
        id: 'agent-snap',
        on: 'shell',
        commands:
          'sudo snap install amazon-ssm-agent --classic\nsudo snap refresh amazon-ssm-agent\nsudo snap start amazon-ssm-agent',
      };
    case 'debian':
      return {
        id: 'agent-install',
        on: 'shell',
        commands: `${ARCH}\ncurl -fsSLo /tmp/amazon-ssm-agent.deb ${from}/debian_$arch/amazon-ssm-agent.deb\nsudo dpkg -i /tmp/amazon-ssm-agent.deb\nsudo systemctl enable --now amazon-ssm-agent`,
      };
    case 'suse':
      return {
        id: 'agent-install',
        on: 'shell',
        commands: `${ARCH}\ncurl -fsSLo /tmp/amazon-ssm-agent.rpm ${from}/linux_$arch/amazon-ssm-agent.rpm\nsudo rpm -U /tmp/amazon-ssm-agent.rpm\nsudo systemctl enable --now amazon-ssm-agent`,
      };
    case 'alpine':
      return {
        id: 'agent-alpine',
        on: 'shell',
        commands:
          'doas apk add amazon-ssm-agent\ndoas rc-update add amazon-ssm-agent default\ndoas rc-service amazon-ssm-agent start',
      };
    case 'windows':
      return {
        id: 'agent-install',
        on: 'powershell',
        commands: `$setup = "$env:TEMP\\AmazonSSMAgentSetup.exe"\nInvoke-WebRequest ${from}/windows_amd64/AmazonSSMAgentSetup.exe -OutFile $setup\nStart-Process $setup -ArgumentList '/S' -Wait\nRestart-Service AmazonSSMAgent`,
      };
    case 'macos':
      return {
        id: 'agent-install',
        on: 'shell',
        commands: `${ARCH}\ncurl -fsSLo /tmp/amazon-ssm-agent.pkg ${from}/darwin_$arch/amazon-ssm-agent.pkg\nsudo installer -pkg /tmp/amazon-ssm-agent.pkg -target /`,
      };
    default:
      return {
        id: 'agent-install',
        on: 'shell',
        commands: `${ARCH}\nsudo yum install -y ${from}/linux_$arch/amazon-ssm-agent.rpm\nsudo systemctl enable --now amazon-ssm-agent`,
      };
  }
}

const restarts: Readonly<Partial<Record<Platform, string>>> = {
  ubuntu: 'sudo snap restart amazon-ssm-agent',
  alpine: 'doas rc-service amazon-ssm-agent restart',
  windows: 'Restart-Service AmazonSSMAgent',
  macos: 'sudo launchctl kickstart -k system/com.amazon.aws.ssm',
};

/** Updating the agent from afar and by hand, restarting it, and asking it what is wrong. */
export function agentSteps(platform: Platform, place: HelpPlace): Step[] {
  const on = platform === 'windows' ? ('powershell' as const) : ('shell' as const);
  // On a node that Systems Manager hears from; Alpine's package is not AWS's, and updates with the system.
  const document: Step = {
    id: 'agent-document',
    on: 'aws',
    commands: `aws ssm send-command --region ${place.region} --document-name AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=${place.nodeId}`,
  };
  const diagnose =
    platform === 'windows'
      ? '& "$env:ProgramFiles\\Amazon\\SSM\\ssm-cli.exe" get-diagnostics --output table'
      : `${platform === 'alpine' ? 'doas' : 'sudo'} ssm-cli get-diagnostics --output table`;
  return [
    ...(platform === 'alpine' ? [] : [document]),
    installStep(platform, place),
    { id: 'agent-restart', on, commands: restarts[platform] ?? 'sudo systemctl restart amazon-ssm-agent' },
    // From agent 3.1.501.0 on.
    { id: 'agent-diagnose', on, commands: diagnose },
  ];
}
