/** The IAM policies. */
export const iamWords = {
  iam: {
    title: 'IAM policy for SSH through Session Manager',
    about: {
      allow:
        'For the people: what they need to find these nodes and to open SSH sessions to them, and no more.',
      deny: 'For the people: no SSH through Session Manager, whatever else allows it. Shells without SSH stay.',
      'node-role':
        'For the nodes: what the role of an instance or of a hybrid activation needs to take part.',
    },
    kind: 'Which policy',
    kinds: { allow: 'Allow', deny: 'Deny', 'node-role': 'Node role' },
    nodes: 'Nodes',
    scopes: {
      one: '{{name}} only',
      nodes_one: 'The selected node',
      nodes_other: 'The {{count}} selected nodes',
      tag: 'All with the tag {{tag}}',
      all: 'All in the account and region',
    },
    caller: 'People use',
    callers: {
      federated: 'a role (Identity Center, federation)',
      'iam-user': 'an IAM user',
    },
    extras: 'Also allow',
    extraNames: {
      'session-shell': 'Session Manager’s own shell, without SSH',
      'instance-connect': 'One-minute keys (EC2 Instance Connect)',
      'console-output': 'Check host keys against the console',
      'key-pairs': 'Tell which key fits a node',
      images: 'Show image names',
      regions: 'Offer the account’s regions',
      status: 'Ask whether a node is connected',
      kms: 'Sessions encrypted with a KMS key',
      power: 'Start, stop and reboot instances',
      permissions: 'Check permissions beforehand, and say what is denied',
    },
    osUser: 'User name on the nodes',
    osUserAny: 'any',
    kmsKey: 'ARN of the KMS key',
    kmsKeyAny: 'any key of the account',
    kmsKeyRole: 'none: sessions are not encrypted with one',
    why: 'Why each statement is there',
    reasons: {
      StartSessionsOnNodes:
        'Opens sessions on these nodes. The condition makes AWS check the document as well.',
      UseSshDocument: 'The document that SSH goes through. Without it a session with the node is no help.',
      UseShellDocument:
        'The document of Session Manager’s own shell, which needs no key and no SSH server. It is one for the whole account.',
      EndAndResumeOwnSessions: 'Takes a session up again after a lost network, and ends it: one’s own only.',
      OpenOwnDataChannels: 'The WebSocket that carries the bytes of one’s own sessions.',
      ListNodes: 'Finds the nodes and says how they are. These calls know no narrower resource.',
      PushOneMinuteKeys: 'Lets a fresh public key in for a minute, for this user name.',
      ReadHostKeysFromConsole: 'The host keys that an instance printed at its first boot tell an impostor.',
      CompareKeyPairs: 'The fingerprint of the key pair that a node was launched with.',
      NameImages: 'Names instead of image ids, and with them better guesses of the user name.',
      ListRegions: 'Which regions the account uses.',
      NameAccount: 'What the account is called, beside its number.',
      AskConnectionStatus: 'The cheapest way to see whether the agent listens, before a session is tried.',
      AskHybridTier: 'Hybrid nodes need the account’s advanced tier; this tells which one it has.',
      EncryptSessions:
        'The account’s preferences encrypt sessions with this key: each needs a data key of it.',
      StartStopReboot:
        'Starts, stops and reboots these instances on request. What is stopped cannot be connected to.',
      CheckPermissions: 'Asks IAM what you, or a node’s role, may do, so that nothing has to be tried.',
      FindRoles: 'The full name of the role that you use, or that a hybrid node has.',
      FindInstanceRoles: 'The role inside an instance’s profile.',
      DecodeDenials: 'Reads the reason that EC2 gives for a denial in an encoded form.',
      DenySsh: 'An explicit deny wins over every allow, in whichever policy that stands.',
      BeManagedAndOpenChannels: 'The agent reports to Systems Manager and keeps its channels open.',
      DecryptSessions: 'The agent opens the data keys of encrypted sessions.',
    },
    text: 'The policy',
    note: 'Paste it into IAM as a customer managed policy, or save it and use “aws iam create-policy --policy-document file://…”. Nothing is sent to AWS from here.',
    tooLarge:
      'This has {{size}} characters; IAM takes {{limit}} in a managed policy. Choose the nodes by a tag.',
    copy: 'Copy policy',
  },
};
