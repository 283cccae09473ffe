import type { WordsOf } from '../../problem-words.js';

export const nodeProblems = {
  'node.stopped': {
    title: 'The node is not running',
    what: '{{node}} is {{state}}.',
    why: 'Session Manager reaches a node through the agent on it, which runs only while the node does.',
    next: 'Start the instance, wait until it is ready here, then connect.',
  },
  'node.starting': {
    title: 'The node is still starting',
    what: '{{node}} is starting and its agent has not reported yet.',
    why: 'The agent begins to answer a minute or so after the operating system does.',
    next: 'Refresh in a moment; the row says “Ready” when it can be connected to.',
  },
  'node.not-managed': {
    title: 'Systems Manager does not manage this node',
    what: '{{node}} runs, but Systems Manager has never heard from an agent on it.',
    why: 'Session Manager reaches a node only through a running SSM Agent that has a role and a way to the Systems Manager endpoints.',
    next: 'Check that SSM Agent is installed and running, that the instance role has AmazonSSMManagedInstanceCore, and that the subnet can reach the ssm and ssmmessages endpoints.',
  },
  'node.role-lacks': {
    title: 'The node’s role lacks permissions',
    what: 'The role {{role}} of {{node}} does not allow {{actions}}.',
    why: 'The agent reports to Systems Manager, and opens sessions, with the permissions of this role.',
    next: 'Attach the managed policy AmazonSSMManagedInstanceCore to the role, or the smaller one shown here. The agent tries again by itself; restarting it is quicker.',
  },
  'node.offline': {
    title: 'The node’s agent has lost contact',
    what: 'Systems Manager last heard from the agent on {{node}} {{lastPing}}.',
    why: 'The agent has stopped, the machine has no network, or it can no longer reach the Systems Manager endpoints.',
    next: 'Check that the machine is up and that SSM Agent runs on it; restart the agent if it does, then refresh.',
  },
  'node.not-connected': {
    title: 'The node’s agent takes no sessions',
    what: 'The agent on {{node}} has no connection to Session Manager at the moment.',
    why: 'Sessions come through a channel of their own (ssmmessages), which the agent opens. Its role may not allow that, the subnet may have no way there, or the agent has only just started or stopped. A node of another region or account looks the same.',
    next: 'Check that the role has AmazonSSMManagedInstanceCore and that the node reaches the ssmmessages endpoint; restart the agent, then try again. After a start of the node, wait a minute.',
  },
  'node.agent-too-old': {
    title: 'The node’s agent is too old for SSH',
    what: '{{node}} runs SSM Agent {{agentVersion}}; SSH needs {{needs}} or newer.',
    why: 'Older agents cannot carry an SSH connection through Session Manager.',
    next: 'Update the agent, for example with the Systems Manager document AWS-UpdateSSMAgent, then refresh.',
  },
  'node.standard-tier': {
    title: 'Hybrid nodes need the advanced tier',
    what: '{{node}} is a hybrid node in an account that uses the standard-instances tier.',
    why: 'Session Manager connects to hybrid nodes only in the advanced-instances tier, which AWS charges for by the hour.',
    next: 'Turn on the advanced-instances tier in Fleet Manager’s account settings, or connect by another way.',
  },
  'node.gone': {
    title: 'The node no longer exists',
    what: 'AWS does not know {{node}} any more.',
    why: 'It was terminated or deregistered since the list was read.',
    next: 'Refresh the fleet to see what is there now.',
  },
  'node.unknown-name': {
    title: 'No node of this name',
    what: 'No instance or hybrid node named “{{name}}” was found in {{region}} with the profile “{{profile}}”.',
    why: 'A name is an EC2 Name tag, a hybrid node’s name, a computer name or a private address. Other profiles and regions were not looked in, as this one was chosen.',
    next: 'Look at “sallyport ls”, choose another --profile or --region, look everywhere with --all-sources, or use the node’s id.',
  },
  'node.unknown-in-sources': {
    title: 'No node of this name',
    what: 'No instance or hybrid node named “{{name}}” was found in any of the {{count}} sources of the app:',
    why: 'A name is an EC2 Name tag, a hybrid node’s name, a computer name or a private address. Sources that could not be looked in are listed with the reason.',
    next: 'Look at “sallyport ls”, choose a --profile and --region that the app does not list, or use the node’s id.',
  },
  'node.ambiguous-name': {
    title: 'Several nodes have this name',
    what: '{{count}} nodes are named “{{name}}”:',
    why: 'Connecting to one of them by chance could mean the wrong machine.',
    next: 'Use the id of the one that you mean.',
  },
} satisfies WordsOf<'node'>;
