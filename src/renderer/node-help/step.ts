/** One thing to do, with its commands. Its words stand in the locale files under its id. */
export interface Step {
  readonly id: StepId;
  /** Where the commands are typed: in a shell or PowerShell on the node, or with the AWS CLI anywhere. */
  readonly on: 'shell' | 'powershell' | 'aws';
  /** Null where there is nothing to type, only to know. */
  readonly commands: string | null;
}

/** The commands as one line: pasted into a shell, none of them runs before Enter is pressed. */
export const oneLine = (commands: string, on: Step['on']): string =>
  commands.split('\n').join(on === 'powershell' ? '; ' : ' && ');

/** What Windows Server 2016 does not do by itself, and AWS's and GitHub's downloads ask for. */
export const TLS_1_2 = "[Net.ServicePointManager]::SecurityProtocol = 'Tls12'";

export const stepIds = [
  'ssh-linux',
  'ssh-macos',
  'ssh-windows',
  'ssh-windows-2016',
  'ssh-bottlerocket',
  'keys',
  'keys-windows',
  'keys-bottlerocket',
  'check',
  'check-windows',
  'agent-document',
  'agent-install',
  'agent-snap',
  'agent-alpine',
  'agent-bottlerocket',
  'agent-restart',
  'agent-diagnose',
  'role-attach',
  'role-profile',
  'role-default',
  'network-endpoints',
  'network-try',
  'hybrid-activation',
  'hybrid-register',
  'hybrid-macos',
  'hybrid-bottlerocket',
  'hybrid-tier',
] as const;
export type StepId = (typeof stepIds)[number];

/** What the commands name; words in capitals stand for what is not known. */
export interface HelpPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly nodeId: string;
  /** A hybrid node's, an instance's, or one to be made. */
  readonly role: string;
  /** Who signs in. */
  readonly user: string;
}
