import { dnsSuffix } from '../../shared/partition.js';
import { isWindows, type Platform } from './platform.js';
import { TLS_1_2, type HelpPlace, type Step } from './step.js';

/** AWS's downloads are in a bucket of each region, which the region's own S3 endpoint serves, also in a private VPC. */
const bucket = ({ region }: HelpPlace): string =>
  `https://s3.${region}.${dnsSuffix(region)}/amazon-ssm-${region}/latest`;

/** Sets `arch` to what AWS's downloads call this machine's kind. */
export const archOf = (platform: Platform): string =>
  platform === 'debian' || platform === 'ubuntu'
    ? // Raspberry Pi OS of 32 bits runs under a kernel of 64.
      'arch=$(dpkg --print-architecture | sed "s/armhf/arm/; s/i386/386/")'
    : 'arch=$(uname -m | sed "s/x86_64/amd64/; s/aarch64/arm64/; s/i.86/386/")';

/** Installing, or updating by installing again (user guide, “Manually installing and uninstalling SSM Agent”). */
function installStep(platform: Platform, place: HelpPlace): Step {
  const from = bucket(place);
  const arch = archOf(platform);
  const install = (...commands: string[]): Step => ({
    id: 'agent-install',
    on: isWindows(platform) ? 'powershell' : 'shell',
    commands: commands.join('\n'),
  });
  const start = 'sudo systemctl enable --now amazon-ssm-agent';
  switch (platform) {
    case 'ubuntu':
      // Since 18.04 AWS's images and its guide have the snap; a snap and a package beside it disturb each other.
      return {
        id: 'agent-snap',
        on: 'shell',
        commands:
          'sudo snap install amazon-ssm-agent --classic\nsudo snap refresh amazon-ssm-agent\nsudo snap start amazon-ssm-agent',
      };
    case 'alpine':
      return {
        id: 'agent-alpine',
        on: 'shell',
        commands:
          'doas apk add amazon-ssm-agent\ndoas rc-update add amazon-ssm-agent default\ndoas rc-service amazon-ssm-agent start',
      };
    case 'bottlerocket':
      return {
        id: 'agent-bottlerocket',
        on: 'shell',
        commands: 'apiclient update check\napiclient update apply --reboot',
      };
    case 'debian':
      return install(
        arch,
        `curl -fsSLo /tmp/amazon-ssm-agent.deb ${from}/debian_$arch/amazon-ssm-agent.deb`,
        'sudo dpkg -i /tmp/amazon-ssm-agent.deb',
        start,
      );
    case 'suse':
      return install(
        arch,
        `curl -fsSLo /tmp/amazon-ssm-agent.rpm ${from}/linux_$arch/amazon-ssm-agent.rpm`,
        // Also where this version is there already, so that what comes after it is done.
        'sudo rpm -U --replacepkgs /tmp/amazon-ssm-agent.rpm',
        start,
      );
    case 'windows':
    case 'windows-2016':
      return install(
        TLS_1_2,
        '$setup = "$env:TEMP\\AmazonSSMAgentSetup.exe"',
        `Invoke-WebRequest -UseBasicParsing ${from}/windows_amd64/AmazonSSMAgentSetup.exe -OutFile $setup`,
        "Start-Process $setup -ArgumentList '/S' -Wait",
        'Restart-Service AmazonSSMAgent',
      );
    case 'macos':
      return install(
        arch,
        `curl -fsSLo /tmp/amazon-ssm-agent.pkg ${from}/darwin_$arch/amazon-ssm-agent.pkg`,
        'sudo installer -pkg /tmp/amazon-ssm-agent.pkg -target /',
      );
    case 'upstart':
      return install(
        arch,
        `sudo yum install -y ${from}/linux_$arch/amazon-ssm-agent.rpm`,
        restartOf(platform),
      );
    default:
      return install(arch, `sudo yum install -y ${from}/linux_$arch/amazon-ssm-agent.rpm`, start);
  }
}

const restarts: Readonly<Partial<Record<Platform, string>>> = {
  // One that has stopped is not restarted by Upstart.
  upstart: 'sudo restart amazon-ssm-agent || sudo start amazon-ssm-agent',
  ubuntu: 'sudo snap restart amazon-ssm-agent',
  alpine: 'doas rc-service amazon-ssm-agent restart',
  windows: 'Restart-Service AmazonSSMAgent',
  'windows-2016': 'Restart-Service AmazonSSMAgent',
  macos: 'sudo launchctl kickstart -k system/com.amazon.aws.ssm',
};
const restartOf = (platform: Platform): string =>
  restarts[platform] ?? 'sudo systemctl restart amazon-ssm-agent';

const DIAGNOSE = 'ssm-cli get-diagnostics --output table';
const diagnoses: Readonly<Partial<Record<Platform, string>>> = {
  // The snap has its programs in its own folder only.
  ubuntu: `sudo /snap/amazon-ssm-agent/current/${DIAGNOSE}`,
  alpine: `doas ${DIAGNOSE}`,
  windows: '& "$env:ProgramFiles\\Amazon\\SSM\\ssm-cli.exe" get-diagnostics --output table',
  'windows-2016': '& "$env:ProgramFiles\\Amazon\\SSM\\ssm-cli.exe" get-diagnostics --output table',
};

/** Updating the agent from afar and by hand, restarting it, and asking it what is wrong. */
export function agentSteps(platform: Platform, place: HelpPlace): Step[] {
  // The agent is a part of the system there, and comes and goes with it.
  if (platform === 'bottlerocket') return [installStep(platform, place)];
  const on = isWindows(platform) ? ('powershell' as const) : ('shell' as const);
  // On a node that Systems Manager hears from; Alpine's package is not AWS's, and updates with the system.
  const document: Step = {
    id: 'agent-document',
    on: 'aws',
    commands: `aws ssm send-command --region ${place.region} --document-name AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=${place.nodeId}`,
  };
  return [
    ...(platform === 'alpine' ? [] : [document]),
    installStep(platform, place),
    { id: 'agent-restart', on, commands: restartOf(platform) },
    // From agent 3.1.501.0 on.
    { id: 'agent-diagnose', on, commands: diagnoses[platform] ?? `sudo ${DIAGNOSE}` },
  ];
}
