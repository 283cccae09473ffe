/** One verified call, as an operation sees it. */
export interface OperationContext {
  region: string;
  accountId: string;
  /** The caller's IAM user. */
  userName: string;
  userId: string;
  requestId: string;
}

/** Parameters of a JSON call: what the client sent, unchecked. */
export type JsonParams = Record<string, unknown>;

/** Parameters of a query call: flat names such as `Filter.1.Value.2`. */
export type QueryParams = Map<string, string>;

/** The resource that an operation acts on, for the words of a denial; undefined where a policy names `*`. */
export type ResourceOf<P> = (params: P, context: OperationContext) => string;

export interface Operation<P, R> {
  /** The ARN for a denial; `*` for calls that list. */
  resource: ResourceOf<P>;
  /**
   * Further resources that the caller has to be allowed the action on.
   *
   * @param isAllowed asks about the action on a resource, with condition keys of its own
   */
  alsoOn?(
    params: P,
    context: OperationContext,
    isAllowed: (resource: string, conditions: Record<string, string>) => boolean,
  ): readonly string[];
  /** Condition keys of the call itself, such as `ec2:osuser`. */
  conditions?(params: P): Record<string, string>;
  /** Answers, or throws a a ServiceError. */
  run(params: P, context: OperationContext): R | Promise<R>;
}

export type JsonOperation = Operation<JsonParams, object>;
/** A query operation answers its whole XML document. */
export type QueryOperation = Operation<QueryParams, string>;

export const anyResource = (): string => '*';
