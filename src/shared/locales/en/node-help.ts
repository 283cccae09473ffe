/** How a node is set up for SSH through Session Manager. */
export const nodeHelpWords = {
  nodeHelp: {
    open: 'Set up…',
    title: 'Set up a node for SSH',
    titleOf: 'Set up {{name}} for SSH',
    topic: 'What to set up',
    topics: {
      'ssh-server': 'SSH server',
      agent: 'SSM Agent',
      role: 'Role',
      network: 'Network',
      hybrid: 'Outside EC2',
    },
    about: {
      'ssh-server':
        'Session Manager carries the connection to the node’s own SSH server. No port has to be open to the network: the agent connects from the node itself.',
      agent: 'The agent on the node carries the connection. SSH needs version 2.3.672.0 or later.',
      role: 'The agent needs permissions of its own: those of the instance’s role, or of the account’s default.',
      network:
        'The agent connects out to Systems Manager on port 443. In a private VPC that takes endpoints.',
      hybrid: 'Servers outside EC2 are registered with an activation, and need the advanced-instances tier.',
    },
    platform: 'System of the node',
    paste: 'Open a shell and paste',
    noShell: {
      ec2: 'Session Manager has no shell on this node now. Type them at the EC2 serial console or through SSH over the network, or put them into the instance’s user data; a stopped instance takes new user data, and its disk can be looked at from another one.',
      hybrid:
        'Session Manager has no shell on this node now. Type them at its own console, or through SSH in its network.',
    },
    pasteWhy: 'In a Session Manager shell on the node. Nothing runs before you press Enter.',
    platforms: {
      'amazon-linux': 'Amazon Linux',
      'red-hat': 'Red Hat, CentOS, Rocky, Alma, Fedora, Oracle',
      ubuntu: 'Ubuntu',
      upstart: 'Amazon Linux 1, Red Hat and CentOS 6',
      debian: 'Debian, Raspberry Pi OS',
      suse: 'SUSE',
      alpine: 'Alpine',
      bottlerocket: 'Bottlerocket',
      windows: 'Windows Server 2019 and later',
      'windows-2016': 'Windows Server 2016',
      macos: 'macOS',
    },
    on: {
      shell: 'In a shell on the node',
      powershell: 'In PowerShell on the node, as an administrator',
      aws: 'With the AWS CLI, anywhere',
    },
    steps: {
      'ssh-linux': 'Install the SSH server, and start it now and at each boot.',
      'ssh-macos': 'Turn on Remote Login. EC2 Mac instances have it on from the start.',
      'ssh-windows':
        'Install OpenSSH Server, and start it now and at each boot. Windows Server 2025 has it installed. No firewall rule is needed: the agent connects to localhost.',
      'ssh-windows-2016':
        'Install OpenSSH Server, which is no part of this Windows, from Microsoft’s releases on GitHub, and start it now and at each boot. No firewall rule is needed: the agent connects to localhost.',
      'ssh-bottlerocket':
        'Bottlerocket has neither a shell nor an SSH server of its own. Turn on its admin container, which has one; sign in as ec2-user, and get to the system itself with “sudo sheltie”. Session Manager’s shell, where this is typed, is in the control container.',
      keys: 'Let your public key in. Nodes of EC2 have that of their key pair already.',
      'keys-windows':
        'Let your public key in. For administrators Windows looks in this file only, and only while nobody else may write to it.',
      'keys-bottlerocket':
        'Let your public key in. The admin container has that of the EC2 key pair, unless its user data names keys, which then replace it.',
      check: 'See whether it answers on port 22.',
      'check-windows': 'See whether it answers on port 22.',
      'agent-document':
        'Update it from here, while Systems Manager still hears from the node. It takes a minute or two.',
      'agent-install': 'Install it, or update it by hand, on the node itself.',
      'agent-snap':
        'Install or update it on the node itself. On Ubuntu it is a snap; do not install the .deb package beside it.',
      'agent-alpine':
        'Install it from Alpine’s community repository, which has to be enabled. The package is Alpine’s, not AWS’s.',
      'agent-bottlerocket':
        'The agent is a part of the control container and comes with the system: update that, which restarts the machine. Where the agent is silent, reboot the instance.',
      'agent-restart': 'Restart it when it is there and silent, and after its role has changed.',
      'agent-diagnose': 'Ask it what stands in its way: network, role, clock (version 3.1.501.0 or later).',
      'role-attach': 'Give the role what the agent needs. The policy of AWS’s has a little more than that.',
      'role-profile':
        'Attach the role to the instance. The role has to be in an instance profile of this name.',
      'role-default':
        'Or let the account stand in for all instances without a role, with the role that the Systems Manager console makes for that. It needs agent 3.2.582.0 or later, and IMDSv2.',
      'network-endpoints':
        'Make an endpoint for each of the two services. The security group has to let port 443 in from the nodes, and the VPC needs DNS names and resolution switched on.',
      'network-try': 'See whether the node reaches them. Any answer will do.',
      'hybrid-activation': 'Make an activation: it gives a code and an id, and the code is shown once only.',
      'hybrid-register': 'Install the agent on the machine, and register it with that code and id.',
      'hybrid-macos': 'AWS takes no Macs outside EC2 into Systems Manager.',
      'hybrid-bottlerocket':
        'Give the machine code and id at its start: the user data of its control container (settings.host-containers.control.user-data) is JSON in Base64, {"ssm": {"activation-id": …, "activation-code": …, "region": …}}.',
      'hybrid-tier':
        'Turn on the advanced-instances tier for the region: sessions to hybrid nodes need it. AWS charges for each hybrid node by the hour.',
    },
  },
};
