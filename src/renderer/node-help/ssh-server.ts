import type { Platform } from './platform.js';
import type { Step } from './step.js';

/** The SSH server of a system's own packages, started now and at each boot. */
const linux: Readonly<Record<Exclude<Platform, 'windows' | 'macos'>, string>> = {
  // dnf stands beside yum since Amazon Linux 2023 and Red Hat 8; Amazon Linux 2 and Red Hat 7 have yum alone.
  'amazon-linux': 'sudo yum install -y openssh-server\nsudo systemctl enable --now sshd',
  'red-hat': 'sudo yum install -y openssh-server\nsudo systemctl enable --now sshd',
  // Debian and what comes from it call the service ssh.
  ubuntu: 'sudo apt-get update && sudo apt-get install -y openssh-server\nsudo systemctl enable --now ssh',
  debian: 'sudo apt-get update && sudo apt-get install -y openssh-server\nsudo systemctl enable --now ssh',
  suse: 'sudo zypper --non-interactive install openssh\nsudo systemctl enable --now sshd',
  alpine: 'doas apk add openssh-server\ndoas rc-update add sshd default\ndoas rc-service sshd start',
};

const WINDOWS_KEYS = [
  '$file = "$env:ProgramData\\ssh\\administrators_authorized_keys"',
  "Add-Content -Path $file -Value 'ssh-ed25519 AAAA… you'",
  // The well-known ids of Administrators and SYSTEM, as the groups' names differ by language.
  'icacls.exe $file /inheritance:r /grant "*S-1-5-32-544:F" /grant "*S-1-5-18:F"',
].join('\n');

/** Installing and starting the SSH server, and letting one's key in. */
export function sshServerSteps(platform: Platform, user: string): Step[] {
  if (platform === 'windows') {
    return [
      // Microsoft's guide, “Get started with OpenSSH Server for Windows”.
      {
        id: 'ssh-windows',
        on: 'powershell',
        commands:
          'Add-WindowsCapability -Online -Name OpenSSH.Server~~~~0.0.1.0\n' +
          'Set-Service -Name sshd -StartupType Automatic\nStart-Service sshd',
      },
      { id: 'keys-windows', on: 'powershell', commands: WINDOWS_KEYS },
      { id: 'check-windows', on: 'powershell', commands: 'Test-NetConnection localhost -Port 22' },
    ];
  }
  const authorize =
    `sudo -u ${user} sh -c 'mkdir -p -m 700 ~${user}/.ssh && umask 077 && ` +
    `echo "ssh-ed25519 AAAA… you" >> ~${user}/.ssh/authorized_keys'`;
  if (platform === 'macos') {
    return [
      {
        id: 'ssh-macos',
        on: 'shell',
        commands:
          'sudo launchctl enable system/com.openssh.sshd\nsudo launchctl bootstrap system /System/Library/LaunchDaemons/ssh.plist',
      },
      { id: 'keys', on: 'shell', commands: authorize },
      { id: 'check', on: 'shell', commands: 'nc -w 2 localhost 22 < /dev/null' },
    ];
  }
  return [
    { id: 'ssh-linux', on: 'shell', commands: linux[platform] },
    {
      id: 'keys',
      on: 'shell',
      commands: platform === 'alpine' ? authorize.replace('sudo', 'doas') : authorize,
    },
    {
      id: 'check',
      on: 'shell',
      commands: platform === 'alpine' ? 'nc -w 2 localhost 22 < /dev/null' : "ss -ltn 'sport = :22'",
    },
  ];
}
