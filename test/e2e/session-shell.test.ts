import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DrivenApp } from '../support/app.js';
import { startDemo, type Demo } from '../support/demo.js';

/* Session Manager's own shell in the window: for nodes without an SSH server, and people without a key. */

const CONNECT_TIMEOUT = 20_000;

let demo: Demo;
let app: DrivenApp;

beforeAll(async () => {
  demo = await startDemo();
  app = await demo.launch();
});

afterEach(async () => {
  demo.simulator.iam.attach(undefined);
  demo.simulator.faults.unhangEndpoint('ssm:ResumeSession');
  // Each test has the fleet before it, without a tab.
  while ((await app.page.getByRole('tab').count()) > 1) {
    await app.page.getByRole('tab').last().click();
    await app.page.keyboard.press('Control+Shift+W');
  }
});

afterAll(async () => {
  await app.close();
  await demo.close();
});

const idOf = (name: string): string => {
  const node = demo.fleet.nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`The demo fleet has no ${name}`);
  return node.instanceId;
};

const type = async (line: string) => {
  await app.page.keyboard.type(line);
  await app.page.keyboard.press('Enter');
};

const opened = () =>
  app.page
    .locator('[data-testid="terminal"][data-state="open"]:visible')
    .waitFor({ timeout: CONNECT_TIMEOUT });

const select = async (name: string) => {
  await app.page.getByRole('searchbox').fill(idOf(name));
  await app.page.locator(`[data-node-id="${idOf(name)}"]`).click();
};

const lastSession = () => demo.simulator.sessions.at(-1);
const button = (name: string | RegExp) => app.page.getByRole('button', { name, exact: true });
const status = () => app.page.locator('footer.status-bar:visible');

/** Opens one by the menu of its row, by keys alone. */
async function openByKeys(name: string): Promise<void> {
  await select(name);
  await app.page.keyboard.press('Shift+F10');
  await app.page.getByRole('menuitem', { name: 'Open a Session Manager shell' }).waitFor();
  await app.page.keyboard.type('Open a S');
  await app.page.keyboard.press('Enter');
  await opened();
}

describe('Session Manager’s own shell', () => {
  it('is there where there is no key at all: it answers, is resized, outlives the network, and ends', async () => {
    await select('vault-1');
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('dialog').getByRole('button', { name: 'Open a Session Manager shell' }).click();
    await opened();
    await app.waitForText('sh-5.2$');
    expect(await status().textContent()).toContain('vault-1, Session Manager shell');
    await type('whoami; echo "안녕 $((40+2))"');
    expect(await app.waitForText('안녕 42')).toContain(demo.fleet.renamed ? 'ssm-user' : '');

    await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1000, 620));
    const size = () =>
      app.page.locator('[data-testid="terminal"]:visible').evaluate((element) => {
        const { rows, cols } = (element as unknown as { terminal: { rows: number; cols: number } }).terminal;
        return `${rows} ${cols}`;
      });
    const before = await size();
    await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1280, 800));
    await expect.poll(size).not.toBe(before);
    await expect
      .poll(async () => {
        await type('stty size');
        return app.terminalText();
      })
      .toContain(await size());

    demo.simulator.faults.hangEndpoint('ssm:ResumeSession');
    await type('here=$$');
    demo.simulator.faults.cutClientSocket();
    await app.page.getByText(/^Waiting for the network since/).waitFor();
    await type('test $here = $$ && echo "same" "shell"');
    demo.simulator.faults.unhangEndpoint('ssm:ResumeSession');
    await app.waitForText('same shell', 40_000);

    await type('exit');
    await app.page.getByText('Session ended').waitFor();
    await expect.poll(() => lastSession()?.state).toBe('Terminated');
    expect(lastSession()).toMatchObject({ documentName: 'SSM-SessionManagerRunShell', violations: [] });
    await app.page.keyboard.press('Enter');
    await opened();
    expect(lastSession()?.documentName).toBe('SSM-SessionManagerRunShell');
  });

  it('says by keys alone why it has no files, and leads to SSH', async () => {
    await openByKeys('web-1');
    await app.page.keyboard.press('Control+Shift+E');
    const why = app.page.getByRole('region', { name: 'Files need SSH' });
    await why.waitFor();
    expect(await why.textContent()).toContain('go through the node’s SSH server');
    await expect.poll(() => app.page.locator(':focus').textContent()).toBe('Connect by SSH');
    await app.page.keyboard.press('Enter');
    await app.page.getByRole('tab').nth(2).waitFor();
    await opened();
    expect(await status().textContent()).toContain('ec2-user@web-1');
    await app.page.keyboard.press('Control+Shift+E');
    await app.page.keyboard.press('Control+Shift+E');
  });

  it('says so, too, where files are dropped on it, and copies none', async () => {
    await openByKeys('web-1');
    const drag = (type: string, selector: string) =>
      app.page.evaluate(`{
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['text'], 'a.txt'));
        const event = new DragEvent('${type}', { bubbles: true, cancelable: true, dataTransfer });
        [...document.querySelectorAll('${selector}')]
          .find((element) => element.checkVisibility())
          .dispatchEvent(event);
      }`);
    await drag('dragover', '[data-testid="terminal"]');
    const zones = app.page.getByTestId('terminal-drop');
    expect(await zones.textContent()).toContain('a Session Manager shell carries no files');
    await drag('drop', '[data-zone="needsSsh"]');
    await zones.waitFor({ state: 'detached' });
    await type('echo "still" "here"');
    expect(await app.waitForText('still here')).not.toContain('a.txt');
  });

  it('takes the place of an SSH connection that found no server, in the same tab', async () => {
    await select('web-3');
    await app.page.keyboard.press('Enter');
    await app.page.locator('[data-problem="ssh.no-server"]').waitFor({ timeout: CONNECT_TIMEOUT });
    await button('Open a Session Manager shell').last().click();
    await opened();
    await app.waitForText('sh-5.2$');
    expect(await app.page.getByRole('tab').count()).toBe(2);
  });

  it('has the commands of the help at its prompt, which nothing runs before Enter is pressed', async () => {
    await select('vault-1');
    await button('Set up…').click();
    await button('Open a shell and paste').first().click();
    await opened();
    const text = await app.waitForText(
      'sudo yum install -y openssh-server && sudo systemctl enable --now sshd',
    );
    expect(text).not.toMatch(/yum: command not found|sudo: /);
    await app.page.keyboard.press('Control+c');
    await type('echo "nothing" "ran"');
    expect(await app.waitForText('nothing ran')).not.toMatch(/yum: command not found|sudo: /);
  });

  it('says which permission is missing, with the policy that has it', async () => {
    demo.simulator.iam.attach([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'ssm:StartSession',
            Resource: ['arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:document/AWS-StartSSHSession'],
            Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
          },
        ],
      },
    ]);
    await select('vault-1');
    await app.page.keyboard.press('Control+k');
    await app.page.keyboard.type('Open a Session Manager');
    await app.page.keyboard.press('Enter');
    const denied = app.page.locator('[data-problem="aws.access-denied"]:visible');
    await denied.waitFor({ timeout: CONNECT_TIMEOUT });
    expect(await denied.textContent()).toContain('document/SSM-SessionManagerRunShell');
    await denied.getByRole('button', { name: 'Show the policy needed…' }).click();
    expect(await app.page.getByRole('dialog').locator('pre').textContent()).toContain('UseShellDocument');
    await app.page.keyboard.press('Escape');
  });
});
