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

  it('refuse what they cannot quote', () => {
    for (const profile of ['a"b', 'a$b', 'a`b', "a'b"]) {
      expect(() => proxyOf({ form: 'aws-sh', profile })).toThrow(ProblemError);
      expect(() => proxyOf({ form: 'aws-powershell', profile })).toThrow(ProblemError);
    }
    expect(() => proxyOf({ platform: 'win32', profile: '100%' })).toThrow(ProblemError);
    expect(() => formLines({ ...INPUT, dataFolder: '/a"b' })).toThrow(ProblemError);
  });
});
