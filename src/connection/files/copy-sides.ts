import type { CopySpec, Side } from '../../shared/contract/index.js';
import type { FileSystem } from './file-system.js';
import { leastBusy, type Lane, type Lanes } from './lane.js';

/** The two sides of a copy, the node's over whichever lane has the least to do. */
export class CopySides {
  private lastRemote: FileSystem | null = null;

  public constructor(
    private readonly spec: Pick<CopySpec, 'from' | 'to'>,
    private readonly local: FileSystem,
    private readonly lanes: Lanes,
  ) {}

  public get source(): FileSystem {
    return this.files(this.spec.from.side);
  }

  public get target(): FileSystem {
    return this.files(this.spec.to.side);
  }

  /** Both as one lane sees them. */
  public over({ remote }: Lane): { readonly source: FileSystem; readonly target: FileSystem } {
    const { from, to } = this.spec;
    return { source: this.files(from.side, remote), target: this.files(to.side, remote) };
  }

  private files(side: Side, remote = leastBusy(this.lanes.lanes)?.remote): FileSystem {
    if (side === 'local') return this.local;
    // A lane that is lost says so itself, when it is asked.
    const files = remote ?? this.lanes.lanes[0]?.remote ?? this.lastRemote;
    if (!files) throw new Error('There was never a lane');
    this.lastRemote = files;
    return files;
  }
}
