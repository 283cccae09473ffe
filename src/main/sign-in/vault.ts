import { safeStorage } from 'electron';
import type { Vault } from '../../sign-in/passphrases.js';

/* eslint-disable @typescript-eslint/no-deprecated -- the development runtime has no others yet */

/** The system's keychain, where it really encrypts: Linux without a keyring would keep a fixed password in the program. */
export const systemVault: Vault = {
  isAvailable: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};
