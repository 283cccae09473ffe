import { describe, expect, it } from 'vitest';
import { redact } from './redact.js';

const KEY =
  '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----';

describe('a line for the log', () => {
  it.each([
    ['access key ids', 'key AKIAIOSFODNN7EXAMPLE, ASIAIOSFODNN7EXAMPLE', 'IOSFODNN7EXAMPLE'],
    ['private keys', KEY, 'b3BlbnNzaC1rZXktdjE'],
    ['private keys in JSON', JSON.stringify({ KEY }), 'b3BlbnNzaC1rZXktdjE'],
    ['private keys cut off', KEY.slice(0, 50), 'b3Blbn'],
    [
      'PuTTY keys',
      'PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 1\nAAAAsecret\nPrivate-MAC: 00ff',
      'AAAAsecret',
    ],
    ['session tokens', '{"TokenValue":"AAEAAbsecret","StreamUrl":"wss://x"}', 'AAEAAbsecret'],
    ['our own tickets', '{"tokenValue":"AAEAAbsecret"}', 'AAEAAbsecret'],
    ['signed headers', '{"authorization":"AWS4-HMAC-SHA256 Credential=a/b, Signature=00ff"}', '00ff'],
    ['security tokens', '{"x-amz-security-token":"IQoJsecret"}', 'IQoJsecret'],
    ['presigned addresses', 'wss://x/?X-Amz-Signature=00ff&role=a', '00ff'],
    ['credentials files', 'aws_secret_access_key = wJalrXUtnFEMI', 'wJalrXUtnFEMI'],
    [
      'SDK credentials',
      '{"secretAccessKey":"wJalrXUtnFEMI","sessionToken":"IQoJsecret"}',
      /wJalrXUtnFEMI|IQoJsecret/,
    ],
    ['passwords of proxies', 'through http://me:hunter2@proxy:3128', 'hunter2'],
    ['passphrases', 'passphrase: hunter2', 'hunter2'],
  ])('holds no %s', (_what, text, secret) => {
    const line = redact(text);
    expect(line).toContain('[redacted]');
    expect(line).not.toMatch(secret);
  });

  it('keeps the rest', () => {
    expect(redact('{"TokenValue":"x","SessionId":"me-0a"} ended')).toBe(
      '{"TokenValue":"[redacted]","SessionId":"me-0a"} ended',
    );
    const plain = 'session.start failed {"code":"node.offline","details":"i-0abc is not connected."}';
    expect(redact(plain)).toBe(plain);
  });
});
