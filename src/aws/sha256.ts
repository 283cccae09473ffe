import { createHash, createHmac, type BinaryLike } from 'node:crypto';

type Digest = ReturnType<typeof createHash | typeof createHmac>;
type Data = string | ArrayBuffer | ArrayBufferView;

const binary = (data: Data): BinaryLike => {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
};

/** SHA-256, or HMAC-SHA-256 where there is a secret, in the shape that SignatureV4 asks for, over node:crypto. */
export class Sha256 {
  private hash: Digest;

  public constructor(private readonly secret?: Data) {
    this.hash = this.fresh();
  }

  public update(data: Data): void {
    this.hash.update(binary(data));
  }

  public digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }

  public reset(): void {
    this.hash = this.fresh();
  }

  private fresh(): Digest {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', binary(this.secret));
  }
}
