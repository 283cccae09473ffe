import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeShell, type MadeShell } from '../../simulator/fleet/shell.js';
import { simulatedNode } from '../../simulator/index.js';
import { startCliMachine, type CliMachine } from '../support/cli.js';

const SHELL_NODE = 'i-0aaaaaaaaaaaaaaa7';
const BARE_NODE = 'i-0aaaaaaaaaaaaaaa8';

let shell: MadeShell;
let machine: CliMachine;

beforeAll(async () => {
  shell = await makeShell();
  machine = await startCliMachine({
    agentPacing: false,
    others: [
      simulatedNode({ instanceId: SHELL_NODE, name: 'locked', shell: shell.program }),
      simulatedNode({ instanceId: BARE_NODE, name: 'bare' }),
    ],
  });
});
afterAll(async () => {
  await machine.close();
  await shell.close();
});

/** Runs it on a terminal of a known size (script(1)). */
function start(node: string) {
  const line = `stty cols 91 rows 31; sallyport shell ${node}; echo "exit code $?"`;
  const child = machine.start('script', ['-qfc', line, '/dev/null']);
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const shows = (wanted: string) => expect.poll(() => text, { timeout: 20_000 }).toContain(wanted);
  return { child, shows };
}

describe('sallyport shell', () => {
  it('is a shell in this terminal, of its size, without SSH, and ends its session', async () => {
    const { child, shows } = start('locked');
    await shows('sh-5.2$ ');
    child.stdin.write('stty size; echo $((40+2))\r');
    // No carriage return is added to those of the node.
    await shows('\r31 91\r\n42\r\n');
    child.stdin.write('exit 3\r');
    await shows('exit code 0');
    await machine.allEnded();
    expect(machine.simulator.sessions.at(-1)).toMatchObject({
      target: SHELL_NODE,
      documentName: 'SSM-SessionManagerRunShell',
      state: 'Terminated',
      violations: [],
    });
  });

  it('goes on after a lost network, and is left by “~.”', async () => {
    const { child, shows } = start(SHELL_NODE);
    await shows('sh-5.2$ ');
    child.stdin.write('here=$$\r');
    machine.simulator.faults.cutClientSocket();
    child.stdin.write('test $here = $$ && echo "same"" shell"\r');
    await shows('same shell');
    child.stdin.write('~.');
    await shows('exit code 0');
    await machine.allEnded();
  });

  it('says why there is none, and that it needs a terminal', async () => {
    const { shows } = start('bare');
    await shows('has started no shell');
    await shows('exit code 1');
    const piped = await machine.run('sallyport', ['shell', 'locked']);
    expect(piped).toMatchObject({ code: 2, stdout: '' });
    expect(piped.stderr).toContain('needs a terminal');
  });
});
