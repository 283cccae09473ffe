import { HELP, type CommandSpec, type OptionSpec } from './command.js';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

/** The words to offer behind a command, where it takes a word of a few: options, and the first word. */
const wordsOf = ({ options, firstWord }: CommandSpec): string[] => [
  ...(typeof firstWord === 'object' ? firstWord : []),
  ...[...options, HELP].map(({ name }) => `--${name}`),
];

const takingNodes = (commands: readonly CommandSpec[]): string[] =>
  commands.filter(({ firstWord }) => firstWord === 'nodes').map(({ name }) => name);

/** Lists nodes that can be connected to, a name or an id a line. Quiet when AWS cannot be asked. */
const NODES = 'sallyport ls --cached --ready --names 2>/dev/null';

/** A completion script for these commands: their options and words, and names of nodes. */
export function completionScript(shell: Shell, commands: readonly CommandSpec[]): string {
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
    case 'powershell':
      return powershell(commands);
  }
}

/** Options that take one of a few values. */
const choosing = (commands: readonly CommandSpec[]) =>
  commands.flatMap(({ options }) =>
    options.flatMap(({ name, choices }) => (choices === undefined ? [] : [{ name, choices }])),
  );

const namesOf = (commands: readonly CommandSpec[]): string[] => commands.map(({ name }) => name);

function bash(commands: readonly CommandSpec[]): string {
  const cases = commands.map((spec) => {
    const nodes = spec.firstWord === 'nodes' ? `; ${NODES}` : '';
    return `    *:${spec.name}) printf '%s\\n' ${wordsOf(spec).join(' ')}${nodes} ;;`;
  });
  const choices = choosing(commands).map(
    ({ name, choices }) => `    --${name}) printf '%s\\n' ${choices.join(' ')}; return ;;`,
  );
  return `# sallyport completion for bash: source <(sallyport completion bash)
_sallyport_offers() {
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join('\n')}
  esac
  case "\${COMP_CWORD}:\${COMP_WORDS[1]}" in
    1:*) printf '%s\\n' ${namesOf(commands).join(' ')} --help --version ;;
${cases.join('\n')}
  esac
}
_sallyport() {
  local word typed=\${COMP_WORDS[COMP_CWORD]//\\\\/}
  COMPREPLY=()
  while IFS= read -r word; do
    [[ $word == "$typed"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
  done < <(_sallyport_offers)
}
complete -o default -F _sallyport sallyport
`;
}

function zsh(commands: readonly CommandSpec[]): string {
  const text = (value: string) => value.replaceAll("'", "'\\''").replaceAll(':', '\\:');
  const option = ({ name, value, help, choices }: OptionSpec) => {
    const taken =
      value === undefined ? '' : `:${value}:${choices === undefined ? '' : `(${choices.join(' ')})`}`;
    return `'--${name}${value === undefined ? '' : '='}[${text(help).replace(/[[\]]/g, '\\$&')}]${taken}'`;
  };
  const cases = commands.map((spec) => {
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
    commands=(${commands.map(({ name, summary }) => `'${name}:${text(summary)}'`).join(' ')})
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

function fish(commands: readonly CommandSpec[]): string {
  const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap((spec) => {
    const when = `-n '__fish_seen_subcommand_from ${spec.name}'`;
    return [
      `complete -c sallyport -n __fish_use_subcommand -f -a ${spec.name} -d ${text(spec.summary)}`,
      ...[...spec.options, HELP].map(
        ({ name, short, value, help, choices }) =>
          `complete -c sallyport ${when} -l ${name}${short === undefined ? '' : ` -s ${short}`}${value === undefined ? '' : ' -x'}${choices === undefined ? '' : ` -a '${choices.join(' ')}'`} -d ${text(help)}`,
      ),
      ...(typeof spec.firstWord === 'object'
        ? [`complete -c sallyport ${when} -f -a '${spec.firstWord.join(' ')}'`]
        : []),
    ];
  });
  return `# sallyport completion for fish: sallyport completion fish | source
${lines.join('\n')}
complete -c sallyport -n '__fish_seen_subcommand_from ${takingNodes(commands).join(' ')}' -f -a "(${NODES})"
`;
}

function powershell(commands: readonly CommandSpec[]): string {
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');
  const cases = commands.map((spec) => `    '${spec.name}' { ${quoted(wordsOf(spec))} }`);
  return `# sallyport completion for PowerShell: sallyport completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName sallyport -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $elements = @($commandAst.CommandElements | ForEach-Object { "$_" })
  $isFirst = $elements.Count -lt 2 -or ($elements.Count -eq 2 -and $wordToComplete -ne '')
  $words = if ($isFirst) { ${quoted(namesOf(commands))} } else { switch ($elements[1]) {
${cases.join('\n')}
  } }
  if (-not $isFirst -and @(${quoted(takingNodes(commands))}) -contains $elements[1]) {
    $words = @($words) + @(sallyport ls --cached --ready --names 2>$null | ForEach-Object { if ($_ -match '[^\\w.:/-]') { "'" + ($_ -replace "'", "''") + "'" } else { $_ } })
  }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
