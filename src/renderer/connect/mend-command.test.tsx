import { afterEach, expect, it } from 'vitest';
import { setPlatform } from '../ui/platform.js';
import { mendCommand } from './mend-command.js';

afterEach(() => setPlatform('linux'));

it('quotes what a shell would read otherwise', () => {
  expect(mendCommand('/home/min/.ssh/id_rsa')).toBe('chmod 400 /home/min/.ssh/id_rsa');
  expect(mendCommand("/tmp/it's $(mine).pem")).toBe("chmod 400 '/tmp/it'\\''s $(mine).pem'");
});

it('names the command of Windows there', () => {
  setPlatform('win32');
  expect(mendCommand('C:\\keys\\a.pem')).toBe(
    'icacls "C:\\keys\\a.pem" /inheritance:r /grant:r "%USERNAME%:R"',
  );
});
