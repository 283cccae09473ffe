import { expect, it } from 'vitest';
import { exitCodeOf } from './exit-codes.js';

it.each([
  'aws.no-credentials',
  'aws.credentials-expired',
  'aws.mfa-needed',
  'aws.mfa-refused',
  'aws.sso-signed-out',
  'aws.sso-no-access',
  'aws.process-failed',
] as const)('%s ends a command as credentials do that are not there: 3', (code) => {
  expect(exitCodeOf(code)).toBe(3);
});

it('a Problem that has no code of its own ends it with 1', () => {
  expect(exitCodeOf('files.not-found')).toBe(1);
});
