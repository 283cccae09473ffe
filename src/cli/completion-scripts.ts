import { HELP, type CommandSpec, type OptionSpec } from './command.js';
import { COMMANDS } from './commands.js';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

/** The words to offer behind a command, where it takes a word of a few: options, and the first word. */
const wordsOf = ({ options, firstWord }: CommandSpec): string[] => [
  ...(typeof firstWord === 'object' ? firstWord : []),
  ...[...options, HELP].map(({ name }) => `--${name}`),
];

const takesNodes = COMMANDS.filter(({ firstWord }) => firstWord === 'nodes').map(({ name }) => name);

/** Lists the names of nodes that can be connected to: ids where there is no name. Quiet when AWS cannot be asked. */
const NODES = `sallyport ls --ready 2>/dev/null | awk 'NR > 1 { print ($1 == "-" ? $2 : $1) }'`;

/** A completion script: commands, their options and words, and names of nodes. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return bash();
    case 'zsh':
      return zsh();
    case 'fish':
      return fish();
    case 'powershell':
      return powershell();
  }
}

const names = COMMANDS.map(({ name }) => name);

function bash(): string {
  const cases = COMMANDS.map((spec) => {
    const nodes = spec.firstWord === 'nodes' ? ' $(_sallyport_nodes)' : '';
    return `    ${spec.name}) words="${wordsOf(spec).join(' ')}${nodes}" ;;`;
  });
  return `# sallyport completion for bash: source <(sallyport completion bash)
_sallyport_nodes() {
  ${NODES}
}
_sallyport() {
  local words cur=\${COMP_WORDS[COMP_CWORD]}
  case "\${COMP_CWORD}:\${COMP_WORDS[1]}" in
    1:*) words="${names.join(' ')} --help --version" ;;
    *) _sallyport_words "\${COMP_WORDS[1]}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
_sallyport_words() {
  case "$1" in
${cases.join('\n')}
  esac
}
complete -o default -F _sallyport sallyport
`;
}

function zsh(): string {
  const text = (value: string) => value.replaceAll("'", "'\\''").replaceAll(':', '\\:');
  const option = ({ name, value, help }: OptionSpec) =>
    `'--${name}${value === undefined ? '' : '='}[${text(help).replace(/[[\]]/g, '\\$&')}]${value === undefined ? '' : `:${value}`}'`;
  const cases = COMMANDS.map((spec) => {
    const first =
      spec.firstWord === 'nodes'
        ? ["'1:node:_sallyport_nodes'"]
        : spec.firstWord
          ? [`'1:word:(${spec.firstWord.join(' ')})'`]
          : [];
    return `    ${spec.name}) _arguments ${[...[...spec.options, HELP].map(option), ...first].join(' ')} ;;`;
  });
  return `#compdef sallyport
# sallyport completion for zsh: source <(sallyport completion zsh)
_sallyport_nodes() {
  local -a nodes
  nodes=(\${(f)"$(${NODES})"})
  compadd -a nodes
}
_sallyport() {
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(${COMMANDS.map(({ name, summary }) => `'${name}:${text(summary)}'`).join(' ')})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _sallyport sallyport
`;
}

function fish(): string {
  const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = COMMANDS.flatMap((spec) => {
    const when = `-n '__fish_seen_subcommand_from ${spec.name}'`;
    return [
      `complete -c sallyport -n __fish_use_subcommand -f -a ${spec.name} -d ${text(spec.summary)}`,
      ...[...spec.options, HELP].map(
        ({ name, short, value, help }) =>
          `complete -c sallyport ${when} -l ${name}${short === undefined ? '' : ` -s ${short}`}${value === undefined ? '' : ' -x'} -d ${text(help)}`,
      ),
      ...(typeof spec.firstWord === 'object'
        ? [`complete -c sallyport ${when} -f -a '${spec.firstWord.join(' ')}'`]
        : []),
    ];
  });
  return `# sallyport completion for fish: sallyport completion fish | source
${lines.join('\n')}
complete -c sallyport -n '__fish_seen_subcommand_from ${takesNodes.join(' ')}' -f -a "(${NODES.replaceAll('$', '\\$').replaceAll('"', '\\"')})"
`;
}

function powershell(): string {
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');
  const cases = COMMANDS.map((spec) => `    '${spec.name}' { ${quoted(wordsOf(spec))} }`);
  return `# sallyport completion for PowerShell: sallyport completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName sallyport -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $elements = @($commandAst.CommandElements | ForEach-Object { "$_" })
  $isFirst = $elements.Count -lt 2 -or ($elements.Count -eq 2 -and $wordToComplete -ne '')
  $words = if ($isFirst) { ${quoted(names)} } else { switch ($elements[1]) {
${cases.join('\n')}
  } }
  if (-not $isFirst -and @(${quoted(takesNodes)}) -contains $elements[1]) {
    $words = @($words) + @(sallyport ls --ready --json 2>$null | ConvertFrom-Json | ForEach-Object { if ($_.name) { $_.name } else { $_.id } })
  }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
