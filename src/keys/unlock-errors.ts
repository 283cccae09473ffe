/** The passphrase does not open the key. */
export class WrongPassphrase extends Error {
  public override readonly name = 'WrongPassphrase';
}

/** The key is sound, but of a kind, or locked in a way, that cannot be used here. The message says which. */
export class UnsupportedKey extends Error {
  public override readonly name = 'UnsupportedKey';
}
