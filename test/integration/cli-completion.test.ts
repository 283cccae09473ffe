import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCommand } from '../../scripts/commands.js';
import { simulatedNode } from '../../simulator/index.js';
import { startCliMachine, type CliMachine } from '../support/cli.js';

let machine: CliMachine;
beforeAll(async () => {
  machine = await startCliMachine({
    others: [
      simulatedNode({ instanceId: 'i-0aaaaaaaaaaaaaaa1', name: "Old Bob's" }),
      simulatedNode({ instanceId: 'i-0aaaaaaaaaaaaaaa2', name: 'twin' }),
      simulatedNode({ instanceId: 'i-0aaaaaaaaaaaaaaa3', name: 'twin' }),
    ],
  });
});
afterAll(() => machine.close());

/** What is completed to what, in every shell. */
const CASES = [
  ['pro', ['proxy']],
  ['ls --rea', ['ls', '--ready']],
  ['ssh-config in', ['ssh-config', 'install']],
  ['ssh-config print --form aws-p', ['ssh-config', 'print', '--form', 'aws-powershell']],
  ['proxy We', ['proxy', 'Web-1']],
  ['ssh Old', ['ssh', "Old Bob's"]],
  ['doctor i-0aaaaaaaaaaaaaaa3', ['doctor', 'i-0aaaaaaaaaaaaaaa3']],
] as const;

/**
 * Presses Tab behind each line in a shell on a terminal (script(1)) and has it run: `sallyport` is a function by then
 * that shows its arguments.
 */
async function pressTab(shell: readonly string[], prepare: string): Promise<string[][]> {
  const child = machine.start('script', ['-qefc', shell.join(' '), '/dev/null']);
  let shown = '';
  child.stdout.on('data', (text: Buffer) => (shown += text.toString()));
  child.stdin.write(`${prepare}; echo pre''pared\r`);
  await expect.poll(() => shown, { timeout: 20_000 }).toContain('prepared');
  const got: string[][] = [];
  for (const [line] of CASES) {
    child.stdin.write(`sallyport ${line}\t`);
    // Enter before the completion is done would be taken for an answer to it.
    const before = shown.length;
    await expect.poll(() => shown.length, { timeout: 20_000 }).toBeGreaterThan(before + line.length);
    await expect
      .poll(
        () => {
          const length = shown.length;
          return new Promise((resolve) => setTimeout(() => resolve(shown.length === length), 400));
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    child.stdin.write('\r');
    await expect.poll(() => shown.match(/<<.*?>>/g)?.length, { timeout: 20_000 }).toBe(got.length + 1);
    got.push(
      shown
        .match(/<<.*?>>/g)
        ?.at(-1)
        ?.slice(2, -2)
        .split('|') ?? [],
    );
  }
  child.stdin.write('exit\r');
  await once(child, 'exit');
  return got;
}

const FUNCTION = `sallyport() { if [ "$1" = ls ] && [ "$2" = --cached ]; then command sallyport "$@"; else (IFS='|'; printf '<''<%s>>\\n' "$*"); fi; }`;

describe('the completion of', () => {
  it('bash', async () => {
    const prepare = `eval "$(command sallyport completion bash)"; ${FUNCTION}`;
    expect(await pressTab(['bash', '--norc', '--noprofile', '-i'], prepare)).toEqual(
      CASES.map(([, words]) => words),
    );
  });

  it.runIf(findCommand('zsh'))('zsh', async () => {
    const prepare = `autoload -Uz compinit; compinit -u -D; eval "$(command sallyport completion zsh)"; ${FUNCTION}`;
    expect(await pressTab(['zsh', '-f', '-i'], prepare)).toEqual(CASES.map(([, words]) => words));
  });

  it.runIf(findCommand('fish'))('fish', async () => {
    for (const [line, words] of CASES) {
      const script = `source (sallyport completion fish | psub); complete -C 'sallyport ${line}'`;
      const { stdout, stderr } = await machine.run('fish', ['--no-config', '-c', script]);
      expect(stderr).toBe('');
      expect(stdout.split('\n').map((offer) => offer.split('\t')[0])).toContain(words.at(-1));
    }
  });

  it('PowerShell names every command and all their options', async () => {
    const { stdout } = await machine.run('sallyport', ['completion', 'powershell']);
    for (const name of [
      'ssh',
      'proxy',
      'ls',
      'cp',
      'shell',
      'forward',
      'ssh-config',
      'doctor',
      'policy',
      'completion',
    ])
      expect(stdout).toMatch(new RegExp(`^ {4}'${name}' \\{ .*'--help' \\}$`, 'm'));
    expect(stdout).toContain("'--recursive', '--identity', '--overwrite', '--newer', '--skip', '--json'");
  });
});
