import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../shared/problem.js';
import { formLines, globalKnownHosts, type FormInput } from './forms.js';

const INPUT: FormInput = {
  form: 'sallyport',
  platform: 'linux',
  program: ['/opt/Sally port/it’s 100%/sallyport'],
  dataFolder: '/home/me/.config/Sallyport',
  profile: null,
  region: null,
};
const proxyOf = (input: Partial<FormInput>) =>
  formLines({ ...INPUT, ...input })
    .find((line) => line.includes('ProxyCommand'))
    ?.trim();

const PLACES = [
  { profile: null, region: null },
  { profile: 'my profile', region: 'eu-central-1' },
];
const WINDOWS = {
  platform: 'win32' as const,
  program: ['C:\\Program Files\\Sallyport\\resources\\bin\\sallyport.cmd'],
  dataFolder: 'C:\\Users\\Me\\AppData\\Roaming\\Sallyport',
};
const ALL_FORMS: readonly FormInput[] = PLACES.flatMap((place) => [
  { ...INPUT, ...place },
  { ...INPUT, ...place, platform: 'darwin', dataFolder: '/Users/me/Library/Application Support/Sallyport' },
  { ...INPUT, ...place, ...WINDOWS },
  { ...INPUT, ...place, form: 'aws-sh' },
  { ...INPUT, ...place, form: 'aws-powershell' },
]);

describe('the forms for ssh_config', () => {
  it('are AWS’s own, word for word', () => {
    expect(formLines({ ...INPUT, form: 'aws-sh' })).toEqual([
      'Host i-* mi-*',
      `    ProxyCommand sh -c "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters 'portNumber=%p'"`,
    ]);
    expect(formLines({ ...INPUT, form: 'aws-powershell' })).toEqual([
      'Host i-* mi-*',
      '    ProxyCommand C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters portNumber=%p"',
    ]);
  });

  it('carry profile and region, quoted for whoever reads them', () => {
    const place = { profile: 'my profile', region: 'eu-central-1' };
    expect(proxyOf({ ...place, form: 'aws-sh' })).toContain(
      "AWS-StartSSHSession --profile 'my profile' --region eu-central-1 --parameters",
    );
    expect(proxyOf({ ...place, form: 'aws-powershell' })).toContain("--profile 'my profile' --region");
    expect(proxyOf({ ...place, program: ['/bin/sallyport'] })).toBe(
      "ProxyCommand /bin/sallyport proxy --profile 'my profile' --region eu-central-1 '%h' '%p'",
    );
    expect(proxyOf({ ...place, platform: 'win32', program: ['C:\\Sally port\\sallyport.cmd'] })).toBe(
      'ProxyCommand C:\\Windows\\System32\\cmd.exe /d /c ""C:\\Sally port\\sallyport.cmd" proxy --profile "my profile" --region eu-central-1 %h %p"',
    );
  });

  it('name the system’s known hosts where each system has them', () => {
    expect(globalKnownHosts('linux', '/home/me/.config/Sallyport')).toBe(
      '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2 "/home/me/.config/Sallyport/known_hosts"',
    );
    expect(globalKnownHosts('win32', 'C:\\Users\\Me\\AppData\\Roaming\\Sallyport')).toBe(
      '__PROGRAMDATA__/ssh/ssh_known_hosts "C:/Users/Me/AppData/Roaming/Sallyport/known_hosts"',
    );
  });

  it('take a percent sign for itself where ssh would see a token', () => {
    expect(proxyOf({ program: ['/opt/100%/it’s'] })).toBe("ProxyCommand '/opt/100%%/it’s' proxy '%h' '%p'");
    expect(formLines({ ...INPUT, dataFolder: '/a%b' }).join('\n')).toContain('"/a%%b/ssh-names/%h"');
  });

  it('for another machine name no path that only that one knows', () => {
    const lines = formLines({ ...INPUT, program: ['sallyport'], dataFolder: '~/.config/Sallyport' }).join(
      '\n',
    );
    expect(lines).toContain("ProxyCommand sallyport proxy '%h' '%p'");
    expect(lines).toContain('UserKnownHostsFile "~/.config/Sallyport/ssh-names/%h"');
    expect(lines).not.toContain('GlobalKnownHostsFile');
  });

  it('are read by the real ssh as they are written, for ids and names, and for no other host', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sallyport-forms-')), 'config');
    const settings = (host: string) => {
      const text = execFileSync('ssh', ['-G', '-F', file, host], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return new Map(text.split('\n').map((line) => [line.split(' ')[0], line.replace(/^\S+ /, '')]));
    };
    for (const input of ALL_FORMS) {
      const lines = formLines(input);
      writeFileSync(file, lines.join('\n'));
      const written = proxyOf(input)?.replace('ProxyCommand ', '');
      for (const id of ['i-0123456789abcdef0', 'mi-0123456789abcdef0'])
        expect(settings(id).get('proxycommand')).toBe(written);
      const isOurs = input.form === 'sallyport';
      const byName = settings('web-1.sallyport');
      expect(byName.get('proxycommand')).toBe(isOurs ? written : undefined);
      if (isOurs) {
        expect(byName.get('userknownhostsfile')).toContain('/ssh-names/web-1.sallyport');
        expect(settings('i-love.example.com').get('proxycommand')).toBeUndefined();
      }
      expect(settings('example.com').get('proxycommand')).toBeUndefined();
    }
    rmSync(dirname(file), { recursive: true });
  });

  it('refuse what they cannot quote', () => {
    for (const profile of ['a"b', 'a$b', 'a`b', "a'b"]) {
      expect(() => proxyOf({ form: 'aws-sh', profile })).toThrow(ProblemError);
      expect(() => proxyOf({ form: 'aws-powershell', profile })).toThrow(ProblemError);
    }
    expect(() => proxyOf({ platform: 'win32', profile: '100%' })).toThrow(ProblemError);
    expect(() => formLines({ ...INPUT, dataFolder: '/a"b' })).toThrow(ProblemError);
  });
});
