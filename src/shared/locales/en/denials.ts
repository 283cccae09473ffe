import type { denialRemedyWords, DenialWords } from '../../denial.js';

/** Why AWS does not allow something, and what can be done about it, by the kind of policy that decided. */
export const denialWords = {
  denials: {
    why: {
      explicit: 'A policy denies it outright, so that allowing it elsewhere does not help.',
      implicit: 'No policy of yours allows it.',
      unknown: 'No policy of yours allows it, or one denies it.',
      encoded:
        'EC2 gave the reason in an encoded form only, and you may not have it decoded (sts:DecodeAuthorizationMessage).',
      'explicit-identity':
        'A policy of your own user, group or role denies it outright, so that allowing it elsewhere does not help.',
      'implicit-identity': 'No policy of your user, groups or role allows it.',
      'explicit-resource': 'The policy of the resource itself denies it outright.',
      'implicit-resource': 'The policy of the resource itself does not allow it.',
      'explicit-boundary':
        'The permissions boundary of your user or role denies it outright, whatever its policies allow.',
      'implicit-boundary':
        'The permissions boundary of your user or role does not allow it, whatever its policies allow.',
      'explicit-session':
        'Your credentials were made with a session policy that denies it outright, whatever the role allows.',
      'implicit-session':
        'Your credentials were made with a session policy that does not allow it, whatever the role allows.',
      'explicit-service-control':
        'A service control policy of the AWS organization denies it outright in the whole account.',
      'implicit-service-control':
        'The service control policies of the AWS organization do not allow it in the account.',
      'explicit-resource-control':
        'A resource control policy of the AWS organization denies it outright on this resource.',
      'implicit-resource-control':
        'The resource control policies of the AWS organization do not allow it on this resource.',
      'explicit-endpoint': 'The policy of the VPC endpoint that the request went through denies it outright.',
      'implicit-endpoint': 'The policy of the VPC endpoint that the request went through does not allow it.',
      'explicit-trust': 'The trust policy of the role denies outright that you take it on.',
      'implicit-trust': 'The trust policy of the role does not allow you to take it on.',
    } satisfies Record<DenialWords, string>,
    next: {
      explicit: 'Ask whoever manages your AWS access to lift that denial. The details hold AWS’s own words.',
      implicit:
        'Give whoever manages your AWS access the policy that would allow it. The details hold AWS’s own words.',
      unknown:
        'Give whoever manages your AWS access the policy that would allow it. The details hold AWS’s own words.',
      encoded:
        'Copy the details for whoever manages your AWS access: “aws sts decode-authorization-message” reads them.',
      resource: 'Ask whoever owns the resource to change its policy. The details hold AWS’s own words.',
      boundary:
        'Ask whoever manages your AWS access to widen the permissions boundary; a further policy alone does not help.',
      session:
        'Get credentials without that session policy, such as by another role or permission set, or ask whoever made them.',
      'service-control':
        'Only an administrator of the AWS organization can change that. The details hold AWS’s own words to pass on.',
      'resource-control':
        'Only an administrator of the AWS organization can change that. The details hold AWS’s own words to pass on.',
      endpoint:
        'Ask whoever manages the network to allow it in the endpoint’s policy, or use another way to AWS.',
      trust:
        'Ask whoever manages the role to name you in its trust policy. The details hold AWS’s own words.',
    } satisfies Record<ReturnType<typeof denialRemedyWords>, string>,
  },
};
