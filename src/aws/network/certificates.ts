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

/**
 * Reads the certificates (PEM) in a bundle.
 *
 * @throws ProblemError `aws.ca-bundle`
 */
export async function readBundle({ path, from }: CertificateBundle): Promise<string[]> {
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
  const certificates = text.match(PEM) ?? [];
  if (certificates.length === 0) throw refuse('There is no certificate (PEM) in the file');
  certificates.forEach((certificate, index) => {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      throw refuse(`Certificate ${index + 1} of ${certificates.length}: ${(error as Error).message}`);
    }
  });
  return certificates;
}
