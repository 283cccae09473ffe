import type { WordsOf } from '../../problem-words.js';

export const awsProblems = {
  'aws.not-configured': {
    title: 'No AWS account is set up here yet',
    what: 'There is no default profile in ~/.aws/config or ~/.aws/credentials, and the environment names no other and holds no keys.',
    why: 'Sallyport goes by what the AWS CLI goes by. It keeps no AWS keys of its own.',
    next: 'Sign in with IAM Identity Center, or choose a profile that you have. What “aws configure” writes appears here by itself.',
  },
  'aws.no-credentials': {
    title: 'No AWS credentials found',
    what: 'The profile “{{profile}}” gives no credentials, and neither does the environment.',
    why: 'Sallyport looks where the AWS CLI looks: environment variables first, then ~/.aws/credentials and ~/.aws/config. It keeps no AWS keys of its own.',
    next: 'Run “aws configure”, or start Sallyport with AWS_PROFILE set to a profile that works with the AWS CLI. Then try again.',
  },
  'aws.credentials-expired': {
    title: 'AWS credentials have expired',
    what: 'AWS no longer accepts the credentials of the profile “{{profile}}”.',
    why: 'Temporary credentials, such as those of IAM Identity Center or an assumed role, end after some hours.',
    next: 'Sign in again, for example with “aws sso login --profile {{profile}}”, then try again.',
  },
  'aws.credentials-refused': {
    title: 'AWS does not know these credentials',
    what: 'AWS refused the access key of the profile “{{profile}}”.',
    why: 'The key may have been deleted or made inactive, its secret may be mistyped, or it belongs to another partition.',
    next: 'Check the profile with “aws sts get-caller-identity --profile {{profile}}”, correct it, then try again.',
  },
  'aws.mfa-needed': {
    title: 'This profile needs an MFA code',
    what: 'The role of the profile “{{profile}}” is taken on with a code of the MFA device {{serial}}.',
    why: 'The credentials are kept until they expire, usually for an hour; then a new code is needed.',
    next: 'Sign in, and type the code that the device shows.',
  },
  'aws.mfa-refused': {
    title: 'AWS did not accept the MFA code',
    what: 'The code for the profile “{{profile}}” was refused.',
    why: 'Each code is good once and for half a minute only. It may be mistyped, used already, or of another device.',
    next: 'Wait for the device’s next code, then sign in again.',
  },
  'aws.sso-signed-out': {
    title: 'Not signed in to IAM Identity Center',
    what: 'The profile “{{profile}}” gets its credentials by a sign-in at {{startUrl}}, and there is none in force.',
    why: 'Sign-ins end after some hours, as the organization has set, and when somebody signs out.',
    next: 'Sign in: the browser opens, and the nodes are listed when you have confirmed there.',
  },
  'aws.sso-failed': {
    title: 'The sign-in did not come through',
    what: 'IAM Identity Center at {{startUrl}} ended the sign-in.',
    why: 'The request may have been refused in the browser, or not confirmed in time; or the start URL and the region do not belong together.',
    next: 'Check the start URL and the region of IAM Identity Center, then sign in again.',
  },
  'aws.profile-exists': {
    title: 'This name is taken',
    what: '{{path}} has a section “{{profile}}” already.',
    why: 'Sallyport adds to the file and never changes what stands in it.',
    next: 'Choose another name.',
  },
  'aws.profile-unknown': {
    title: 'No such AWS profile',
    what: 'Neither ~/.aws/config nor ~/.aws/credentials has a profile named “{{profile}}”.',
    why: 'A source of the list, the source_profile of another profile, or AWS_PROFILE names it. It may have been renamed or removed since.',
    next: 'Correct the name where it stands, or add the profile with “aws configure --profile {{profile}}”.',
  },
  'aws.process-failed': {
    title: 'The command for AWS credentials failed',
    what: 'The credential_process of the profile “{{profile}}” gave no credentials.',
    why: 'The command may be missing, need a sign-in of its own, or print something else than AWS tools expect. The details say what it wrote.',
    next: 'Run the command in a terminal until it prints credentials, then try again.',
  },
  'aws.no-region': {
    title: 'No AWS region is set',
    what: 'The profile “{{profile}}” names no region, and AWS_REGION is not set.',
    why: 'Nodes belong to a region; without one there is nothing to list.',
    next: 'Choose its regions in the app, set AWS_REGION, or add a line such as “region = ap-northeast-2” to the profile in ~/.aws/config.',
  },
  'aws.config-malformed': {
    title: 'An AWS configuration file cannot be read',
    what: '{{place}} is not in the form that AWS tools read.',
    why: 'A broken section could make Sallyport use the wrong account, so nothing in the file is used.',
    next: 'Correct the file, then try again.',
  },
  'aws.unreachable': {
    title: 'AWS cannot be reached',
    what: 'No answer came from {{host}}.',
    why: '{{unreachableWhy}}',
    next: '{{unreachableNext}}',
  },
  'aws.proxy': {
    title: 'The proxy does not let Sallyport through',
    what: 'The proxy {{host}} has not opened a connection to AWS.',
    why: 'It may ask for a user name and password, forbid the address, be out of reach, or not be a proxy that Sallyport can use.',
    next: 'The details say what it answered. Set the right one in the settings or as HTTPS_PROXY, as in http://user:password@host:port, then try again.',
  },
  'aws.ca-bundle': {
    title: 'A certificate file cannot be used',
    what: 'The certificates in {{path}} cannot be read.',
    why: 'The file is named as one to trust, in settings.json, the AWS profile or the environment. Without it, the connection might fail or be trusted wrongly.',
    next: 'Correct the file (PEM certificates) or the place that names it, which the details tell, then try again.',
  },
  'aws.access-denied': {
    title: 'AWS does not allow this',
    what: 'You are not allowed to do {{action}} on {{resource}}.',
    why: '{{denial}}',
    next: '{{denialNext}}',
  },
  'aws.not-opted-in': {
    title: 'The account does not use this region yet',
    what: 'AWS does not serve {{action}} for this account in {{region}}.',
    why: 'Newer regions, and new accounts, have to be switched on by an administrator of the account first.',
    next: 'Have the region switched on in the account’s settings (Account, AWS Regions), or choose another region.',
  },
  'aws.throttled': {
    title: 'AWS asks to slow down',
    what: 'Too many requests for {{action}} were made from this account.',
    why: 'AWS limits how often each account may call, across all tools that use it.',
    next: 'Wait a minute, then try again.',
  },
  'aws.clock-skew': {
    title: 'This computer’s clock is wrong',
    what: 'Its time differs from AWS’s by {{difference}}.',
    why: 'Each request to AWS is signed with the time, so a wrong clock makes every signature invalid.',
    next: 'Set the date and time, best automatically, then try again.',
  },
} satisfies WordsOf<'aws'>;
