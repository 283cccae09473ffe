import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { problem, ProblemError } from '../../shared/problem.js';

/** A file of certificates to trust, and the name of what asks for it. */
export interface CertificateBundle {
  readonly path: string;
  readonly from: string;
}

const PEM =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** What was last read from each file, by its path: parsing a usual bundle takes long, and every source asks for it. */
const lastRead = new Map<string, { readonly text: string; readonly certificates: readonly string[] }>();

/**
 * Reads the certificates (PEM) in a bundle, as the file is now.
 *
 * @throws ProblemError `aws.ca-bundle`
 */
export async function readBundle({ path, from }: CertificateBundle): Promise<readonly string[]> {
  const refuse = (details: string) =>
    new ProblemError(
      problem(
        'aws.ca-bundle',
        { path },
        { details: `${from}: ${details}`, remedies: ['retry', 'show-settings'] },
      ),
    );
  let text: string;
  try {
    text = await readFile(path, 'latin1');
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const known = lastRead.get(path);
  if (known?.text === text) return known.certificates;
  const certificates = text.match(PEM) ?? [];
  if (certificates.length === 0) throw refuse('There is no certificate (PEM) in the file');
  certificates.forEach((certificate, index) => {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      throw refuse(`Certificate ${index + 1} of ${certificates.length}: ${(error as Error).message}`);
    }
  });
  lastRead.set(path, { text, certificates });
  return certificates;
}
