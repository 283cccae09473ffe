import type { Platform } from './platform.js';
import { TLS_1_2, type Step } from './step.js';

type Linux = Exclude<Platform, 'windows' | 'windows-2016' | 'macos' | 'bottlerocket'>;

/** The SSH server of a system's own packages, started now and at each boot. */
const linux: Readonly<Record<Linux, string>> = {
  // dnf stands beside yum since Amazon Linux 2023 and Red Hat 8; Amazon Linux 2 and Red Hat 7 have yum alone.
  'amazon-linux': 'sudo yum install -y openssh-server\nsudo systemctl enable --now sshd',
  'red-hat': 'sudo yum install -y openssh-server\nsudo systemctl enable --now sshd',
  upstart: 'sudo yum install -y openssh-server\nsudo chkconfig sshd on\nsudo service sshd start',
  // Debian and what comes from it call the service ssh.
  ubuntu: 'sudo apt-get update && sudo apt-get install -y openssh-server\nsudo systemctl enable --now ssh',
  debian: 'sudo apt-get update && sudo apt-get install -y openssh-server\nsudo systemctl enable --now ssh',
  suse: 'sudo zypper --non-interactive install openssh\nsudo systemctl enable --now sshd',
  alpine: 'doas apk add openssh-server\ndoas rc-update add sshd default\ndoas rc-service sshd start',
};

const START_SSHD = 'Set-Service -Name sshd -StartupType Automatic\nStart-Service sshd';

/** Microsoft's guide, “Get started with OpenSSH Server for Windows”; before Server 2019 the wiki of Win32-OpenSSH. */
const windows: Readonly<Record<'windows' | 'windows-2016', Step>> = {
  windows: {
    id: 'ssh-windows',
    on: 'powershell',
    commands: `Add-WindowsCapability -Online -Name OpenSSH.Server~~~~0.0.1.0\n${START_SSHD}`,
  },
  'windows-2016': {
    id: 'ssh-windows-2016',
    on: 'powershell',
    commands: [
      TLS_1_2,
      '$zip = "$env:TEMP\\OpenSSH-Win64.zip"',
      'Invoke-WebRequest -UseBasicParsing https://github.com/PowerShell/Win32-OpenSSH/releases/latest/download/OpenSSH-Win64.zip -OutFile $zip',
      'Expand-Archive $zip -DestinationPath $env:ProgramFiles -Force',
      'powershell.exe -ExecutionPolicy Bypass -File "$env:ProgramFiles\\OpenSSH-Win64\\install-sshd.ps1"',
      START_SSHD,
    ].join('\n'),
  },
};

const WINDOWS_KEYS = [
  '$file = "$env:ProgramData\\ssh\\administrators_authorized_keys"',
  "Add-Content -Path $file -Value 'ssh-ed25519 AAAA… you'",
  // The well-known ids of Administrators and SYSTEM, as the groups' names differ by language.
  'icacls.exe $file /inheritance:r /grant "*S-1-5-32-544:F" /grant "*S-1-5-18:F"',
].join('\n');

/** Its admin container has the only SSH server, and takes keys from its user data (bottlerocket-admin-container). */
const bottlerocket: readonly Step[] = [
  { id: 'ssh-bottlerocket', on: 'shell', commands: 'apiclient set host-containers.admin.enabled=true' },
  {
    id: 'keys-bottlerocket',
    on: 'shell',
    commands:
      `keys='{"ssh":{"authorized-keys":["ssh-ed25519 AAAA… you"]}}'\n` +
      'apiclient set host-containers.admin.user-data="$(printf %s "$keys" | base64 -w0)"',
  },
];

/** Installing and starting the SSH server, and letting one's key in. */
export function sshServerSteps(platform: Platform, user: string): Step[] {
  if (platform === 'bottlerocket') return [...bottlerocket];
  if (platform === 'windows' || platform === 'windows-2016') {
    return [
      windows[platform],
      { id: 'keys-windows', on: 'powershell', commands: WINDOWS_KEYS },
      { id: 'check-windows', on: 'powershell', commands: 'Test-NetConnection localhost -Port 22' },
    ];
  }
  const server: Step =
    platform === 'macos'
      ? {
          id: 'ssh-macos',
          on: 'shell',
          commands:
            'sudo launchctl enable system/com.openssh.sshd\nsudo launchctl bootstrap system /System/Library/LaunchDaemons/ssh.plist',
        }
      : { id: 'ssh-linux', on: 'shell', commands: linux[platform] };
  // Neither macOS nor Alpine has ss.
  const hasSs = platform !== 'macos' && platform !== 'alpine';
  const check = hasSs ? "ss -ltn 'sport = :22'" : 'nc -w 2 localhost 22 < /dev/null';
  return [
    server,
    { id: 'keys', on: 'shell', commands: authorize(platform, user) },
    { id: 'check', on: 'shell', commands: check },
  ];
}

function authorize(platform: Platform, user: string): string {
  const asUser = platform === 'alpine' ? 'doas' : 'sudo';
  const add =
    `${asUser} -u ${user} sh -c 'mkdir -p -m 700 ~${user}/.ssh && umask 077 && ` +
    `echo "ssh-ed25519 AAAA… you" >> ~${user}/.ssh/authorized_keys'`;
  // A folder made by a service has not the label that SELinux lets sshd read.
  return platform === 'red-hat' ? `${add}\nsudo restorecon -R ~${user}/.ssh` : add;
}
