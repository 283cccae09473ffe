import { toProblem } from '../shared/problem.js';
import type { Log } from '../shared/log.js';
import { consoleFingerprints, consoleVerdict, type ConsoleVerdict } from './console-keys.js';
import type { HostIdentity, HostKey } from './host-identity.js';

/** A first connection waits this long (ms), once the server has shown its key, for what the console says of it. */
const PATIENCE_MS = 1_500;
/** An answer that old (ms) is asked for anew: an instance prints its keys minutes after its start. */
const ANSWER_IS_OLD_MS = 60_000;

/**
 * The host keys that instances have printed to their consoles. Where that cannot be had, for whatever reason, it is as
 * if nothing had been printed: it is a help, and no condition for connecting.
 */
export class ConsoleKeys {
  private readonly answers = new Map<string, { at: number; fingerprints: Promise<string[]> }>();

  /** @param output gets what an instance has written to its console */
  public constructor(
    private readonly output: (nodeId: string) => Promise<string>,
    private readonly log: Log,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /** The fingerprints that the instance's console lists; whoever asks soon after another gets the same answer. */
  public ask({ nodeId }: Pick<HostIdentity, 'nodeId'>): Promise<string[]> {
    // Hybrid nodes have no console in EC2.
    if (!nodeId.startsWith('i-')) return Promise.resolve([]);
    const kept = this.answers.get(nodeId);
    if (kept !== undefined && Date.now() - kept.at < ANSWER_IS_OLD_MS) return kept.fingerprints;
    const fingerprints = this.output(nodeId).then(consoleFingerprints, (error: unknown) => {
      this.log.info('The console could not be asked for host keys', {
        nodeId,
        problem: toProblem(error).code,
      });
      return [];
    });
    this.answers.set(nodeId, { at: Date.now(), fingerprints });
    return fingerprints;
  }

  /** What the console says of a key; with `soon`, `late` when it has not said so in time. */
  public verdict(host: HostIdentity, key: HostKey): Promise<ConsoleVerdict>;
  public verdict(host: HostIdentity, key: HostKey, when: 'soon'): Promise<ConsoleVerdict | 'late'>;
  public async verdict(host: HostIdentity, key: HostKey, when?: 'soon'): Promise<ConsoleVerdict | 'late'> {
    const judged = this.ask(host).then((listed) => consoleVerdict(listed, key.blob));
    if (when !== 'soon') return judged;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.patienceMs);
    });
    try {
      return await Promise.race([judged, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
