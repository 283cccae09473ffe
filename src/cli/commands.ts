import type { CommandSpec, OptionSpec } from './command.js';

const PROFILE: OptionSpec = { name: 'profile', value: 'NAME', help: 'use this profile of ~/.aws' };
const REGION: OptionSpec = { name: 'region', value: 'REGION', help: 'use this region' };
const JSON_OPTION: OptionSpec = { name: 'json', help: 'print JSON (docs/cli.md describes it)' };
const ALL_SOURCES: OptionSpec = {
  name: 'all-sources',
  help: 'look in all sources of the app, whatever AWS_PROFILE or keys in the environment say',
};
/** For what knows one place only. */
const PLACE = [PROFILE, REGION];
/** For what looks for nodes. */
const AWS = [...PLACE, ALL_SOURCES];

const TARGET_HELP =
  'TARGET is the id of an instance (i-…) or hybrid node (mi-…), or a node’s name; “.sallyport” behind it is left away.';

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'ssh',
    synopsis: '[options] [USER@]TARGET [ssh arguments]',
    summary: 'open a shell or run a command on a node with the system’s ssh',
    details: `${TARGET_HELP}\nAll that follows it goes to ssh as it is.`,
    options: AWS,
    words: { least: 1, most: Infinity },
    firstWord: 'nodes',
    passesThrough: true,
    examples: ['sallyport ssh ec2-user@web-1', 'sallyport ssh web-1 -L 8080:localhost:80 -N'],
    load: () => import('./commands/ssh.js'),
  },
  {
    name: 'proxy',
    synopsis: '[options] TARGET [PORT]',
    summary: 'carry standard input and output to a port of a node (for ProxyCommand)',
    details: `${TARGET_HELP}\nPORT is 22 if left out. Only the node’s bytes go to standard output; notices go to standard error.`,
    options: [...AWS, { name: 'quiet', short: 'q', help: 'no notices about lost networks' }],
    words: { least: 1, most: 2 },
    firstWord: 'nodes',
    examples: ["ssh -o ProxyCommand='sallyport proxy %h %p' ec2-user@i-0123456789abcdef0"],
    load: () => import('./commands/proxy.js'),
  },
  {
    name: 'ls',
    synopsis: '[options] [TERM…]',
    summary: 'list the nodes',
    details:
      'TERMs are those of the app’s search, and all have to hold: a word that stands in a node’s name, id, address, platform, type, zone or tags, or KEY:VALUE with one of the keys name, id, ip, tag, state, reach, platform, type, zone, source. A comma separates values of which one has to fit; “-” before a term, behind “--”, turns it round.',
    options: [
      ...AWS,
      { name: 'ready', help: 'only nodes that can be connected to' },
      { name: 'cached', help: 'what the app saw last, where it has seen it, without asking AWS' },
      { name: 'names', help: 'print what each node can be called by, a name or an id a line' },
      JSON_OPTION,
    ],
    words: { least: 0, most: Infinity },
    examples: ['sallyport ls web state:running', 'sallyport ls --json -- tag:env=prod,stage -type:t3'],
    load: () => import('./commands/ls.js'),
  },
  {
    name: 'cp',
    synopsis: '[options] SOURCE… TARGET',
    summary: 'copy files and folders to or from a node, over several sessions at once',
    details:
      'One side is here, the other is [USER@]NODE:PATH, a path being taken from the user’s home. Each file is written under another name, compared, and only then put in place; a lost network is waited out. What was stopped or killed goes on when the same command is given again. What becomes of files that are there already is asked at a terminal; elsewhere they are left as they are unless you say otherwise.',
    options: [
      ...AWS,
      { name: 'recursive', short: 'r', help: 'copy folders with all that is in them' },
      { name: 'identity', short: 'i', value: 'FILE', help: 'sign in with this private key' },
      { name: 'overwrite', help: 'replace files that are there' },
      { name: 'newer', help: 'replace files that are older' },
      { name: 'skip', help: 'leave files that are there (default without a terminal)' },
      { name: 'json', help: 'print events as lines of JSON (docs/cli.md describes them)' },
    ],
    words: { least: 2, most: Infinity },
    firstWord: 'nodes',
    examples: ['sallyport cp -r site ec2-user@web-1:/srv', 'sallyport cp web-1:log/app.log .'],
    load: () => import('./commands/cp.js'),
  },
  {
    name: 'shell',
    synopsis: '[options] TARGET',
    summary: 'open Session Manager’s own shell on a node, without SSH and without a key',
    details: `${TARGET_HELP}\nIt ends with the shell, whose exit code nobody is told. “~.” at the start of a line leaves it at once.`,
    options: AWS,
    words: { least: 1, most: 1 },
    firstWord: 'nodes',
    examples: ['sallyport shell web-1'],
    load: () => import('./commands/shell.js'),
  },
  {
    name: 'forward',
    synopsis: '[options] TARGET [LOCAL_PORT:]PORT',
    summary: 'pass connections to a local port on to a port of a node',
    details: `${TARGET_HELP}\nLOCAL_PORT is PORT if left out, and any free one if it is 0. No SSH is needed on the node: each connection is a session of its own with AWS-StartSSHSession. For a host behind the node use “sallyport ssh TARGET -L …”.`,
    options: [
      ...AWS,
      { name: 'address', value: 'ADDRESS', help: 'listen on this address (default 127.0.0.1)' },
    ],
    words: { least: 2, most: 2 },
    firstWord: 'nodes',
    examples: ['sallyport forward db-1 5432', 'sallyport forward web-1 8080:80'],
    load: () => import('./commands/forward.js'),
  },
  {
    name: 'ssh-config',
    synopsis: 'print|install|remove [options]',
    summary: 'let ssh, scp, rsync, git and editors reach nodes by their ids and names',
    details:
      'install shows the change to ~/.ssh/config, asks, keeps a copy of the file, and writes a marked block; remove takes that block away again. print writes a form to standard output: Sallyport’s, or one of the two that AWS documents, which need the AWS CLI and its plugin.',
    options: [
      ...PLACE,
      {
        name: 'form',
        value: 'FORM',
        choices: ['sallyport', 'aws-sh', 'aws-powershell'],
        help: 'sallyport (default), aws-sh or aws-powershell',
      },
      { name: 'file', value: 'FILE', help: 'the file to change (default ~/.ssh/config)' },
      { name: 'yes', short: 'y', help: 'do not ask' },
      { name: 'dry-run', short: 'n', help: 'show the change and write nothing' },
    ],
    words: { least: 1, most: 1 },
    firstWord: ['print', 'install', 'remove'],
    examples: ['sallyport ssh-config install', 'sallyport ssh-config print --form aws-sh'],
    load: () => import('./commands/ssh-config.js'),
  },
  {
    name: 'doctor',
    synopsis: '[options] [TARGET]',
    summary: 'check what stands between here and a node',
    details: `${TARGET_HELP}\nWithout it only credentials and access are checked. Checking whether sessions may be started starts one and ends it at once.`,
    options: [...AWS, JSON_OPTION],
    words: { least: 0, most: 1 },
    firstWord: 'nodes',
    examples: ['sallyport doctor web-1'],
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'policy',
    synopsis: 'allow|deny [options] [ID…]',
    summary: 'print an IAM policy that allows or denies SSH through Session Manager',
    details:
      'allow is about the nodes with these ids, those with a tag, or all; deny is about all. The account is asked of AWS, and is any where it does not answer.',
    options: [
      ...PLACE,
      { name: 'tag', value: 'KEY=VALUE', help: 'the nodes with this tag' },
      { name: 'account', value: 'ID', help: 'this account' },
      { name: 'federated', help: 'for roles (IAM Identity Center, federation) and not for IAM users' },
    ],
    words: { least: 1, most: Infinity },
    firstWord: ['allow', 'deny'],
    examples: ['sallyport policy allow --tag env=dev --federated', 'sallyport policy deny'],
    load: () => import('./commands/policy.js'),
  },
  {
    name: 'completion',
    synopsis: 'bash|zsh|fish|powershell',
    summary: 'print a shell’s completion script',
    options: [],
    words: { least: 1, most: 1 },
    firstWord: ['bash', 'zsh', 'fish', 'powershell'],
    examples: ['source <(sallyport completion bash)', 'sallyport completion fish | source'],
    load: async () => (await import('./commands/completion.js')).completionFor(COMMANDS),
  },
];
