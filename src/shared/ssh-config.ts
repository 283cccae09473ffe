/** Ours, and the two that AWS documents, which need the AWS CLI and its plugin. */
export const sshConfigForms = ['sallyport', 'aws-sh', 'aws-powershell'] as const;
export type SshConfigForm = (typeof sshConfigForms)[number];

/** The systems that the forms are for, by Node's names. */
export const sshConfigPlatforms = ['linux', 'darwin', 'win32'] as const;
export type SshConfigPlatform = (typeof sshConfigPlatforms)[number];

/** The system that Node names so; one that is not listed has the forms of Linux. */
export const sshConfigPlatform = (platform: string): SshConfigPlatform =>
  sshConfigPlatforms.find((each) => each === platform) ?? 'linux';
