/** A key type as people write it: "ED25519", "RSA", "ECDSA P-256". Others stay as they are. */
export function keyTypeName(type: string): string {
  if (type === 'ssh-ed25519') return 'ED25519';
  if (type === 'ssh-rsa') return 'RSA';
  const curve = /^ecdsa-sha2-nistp(\d+)$/.exec(type)?.[1];
  return curve === undefined ? type : `ECDSA P-${curve}`;
}
