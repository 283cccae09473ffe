import type { CopySpec, Side } from '../../shared/contract/index.js';
import type { FileSystem } from './file-system.js';
import { leastBusy, type Lane, type Lanes } from './lane.js';

/** The two sides of a copy, the node's over whichever lane has the least to do. */
export class CopySides {
  private _lastRemote: FileSystem | null = null;

  public constructor(
    private readonly _spec: Pick<CopySpec, 'from' | 'to'>,
    private readonly _local: FileSystem,
    private readonly _lanes: Lanes,
  ) {}

  public get source(): FileSystem {
    return this._files(this._spec.from.side);
  }

  public get target(): FileSystem {
    return this._files(this._spec.to.side);
  }

  /** Both as one lane sees them. */
  public over({ remote }: Lane): { readonly source: FileSystem; readonly target: FileSystem } {
    const { from, to } = this._spec;
    return { source: this._files(from.side, remote), target: this._files(to.side, remote) };
  }

  private _files(side: Side, remote = leastBusy(this._lanes.lanes)?.remote): FileSystem {
    if (side === 'local') return this._local;
    // A lane that is lost says so itself, when it is asked.
    const files = remote ?? this._lanes.lanes[0]?.remote ?? this._lastRemote;
    if (!files) throw new Error('There was never a lane');
    this._lastRemote = files;
    return files;
  }
}
