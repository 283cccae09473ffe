/*
 * Copies are written under names like `.sallyport-4f0c9a1e-0123456789ab.part`, of which the first number tells the job
 * and the second the target. So all of a job are found in a folder, also those that nobody had time to note.
 */

const JOB_DIGITS = 8;
const TARGET_DIGITS = 12;

/**
 * The name of a half-written file.
 *
 * @param jobDigest a SHA-256 of the job's id, in hexadecimal digits
 * @param targetDigest and one of the target's path
 */
export const partName = (jobDigest: string, targetDigest: string): string =>
  `${jobPrefix(jobDigest)}${targetDigest.slice(0, TARGET_DIGITS)}.part`;

/** Whether a name is that of a half-written file of a job, whose id has this SHA-256. */
export const isPartName = (name: string, jobDigest: string): boolean =>
  name.startsWith(jobPrefix(jobDigest)) &&
  new RegExp(`^[0-9a-f]{${TARGET_DIGITS}}\\.part$`).test(name.slice(jobPrefix(jobDigest).length));

const jobPrefix = (jobDigest: string) => `.sallyport-${jobDigest.slice(0, JOB_DIGITS)}-`;
