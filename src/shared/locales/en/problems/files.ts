import type { WordsOf } from '../../problem-words.js';

export const filesProblems = {
  'files.not-found': {
    title: 'Nothing of this name is there',
    what: 'There is no {{path}} on {{side}}.',
    why: 'It was removed or renamed, perhaps while it was being worked on.',
    next: 'Look at the folder again.',
  },
  'files.denied': {
    title: 'Not allowed',
    what: 'You may not do this to {{path}} on {{side}}.',
    why: 'The permissions of the file, or of its folder, do not allow it to your user.',
    next: 'Change the permissions, choose another folder, or use elevated access (sudo) if you may.',
  },
  'files.exists': {
    title: 'Something of this name is there',
    what: '{{path}} is already on {{side}}.',
    why: 'Nothing is replaced without being asked for.',
    next: 'Choose another name, or remove what is there first.',
  },
  'files.kind-clash': {
    title: 'A folder and a file cannot replace each other',
    what: '{{path}} on {{side}} is of another kind than what is to be copied there.',
    why: 'A file does not take the place of a folder with all that is in it, nor the other way round.',
    next: 'Rename one of the two, then try again.',
  },
  'files.not-empty': {
    title: 'The folder is not empty',
    what: '{{path}} on {{side}} still has something in it.',
    why: 'Something was added while the folder was being removed, or could not be removed.',
    next: 'Look into the folder, then try again.',
  },
  'files.no-space': {
    title: 'Not enough room',
    what: 'The disk of {{path}} on {{side}} is full, or your quota is used up.',
    why: 'The copy needs room for a whole new file; the old one stays until the new one is complete.',
    next: 'Free some space on {{side}}, then resume or retry.',
  },
  'files.no-room': {
    title: 'Not enough room for this copy',
    what: '{{needed}} or more are needed on the disk of {{path}} on {{side}}, and {{free}} are free.',
    why: 'This was counted before the disk was full. What has been copied so far is complete; what was there before is untouched.',
    next: 'Free some space on {{side}}, or copy to another disk, then retry.',
  },
  'files.read-only': {
    title: 'Nothing can be written there',
    what: '{{path}} on {{side}} is on a disk or server that is read-only.',
    why: 'The disk is mounted read-only, or the server was started so that it only gives files out.',
    next: 'Choose another folder, or have the server’s set-up changed.',
  },
  'files.name-refused': {
    title: 'This name is not possible there',
    what: '“{{name}}” cannot be the name of a file on {{side}}.',
    why: 'The system there does not allow some of its characters, its ending, its length, or the name itself.',
    next: 'Rename it, then copy it again.',
  },
  'files.case-clash': {
    title: 'Two names differ in case only',
    what: '{{path}} would be the same file on {{side}} as another one of this copy.',
    why: 'The system there does not tell upper from lower case, so that one would replace the other.',
    next: 'Rename one of the two, then copy it again.',
  },
  'files.special': {
    title: 'Not a file that can be copied',
    what: '{{path}} is a {{kind}}.',
    why: 'It is no data on a disk but a door to a program or a device: reading it might never end.',
    next: 'Nothing. It was left out, and the rest was copied.',
  },
  'files.source-changed': {
    title: 'The file changed while it was being copied',
    what: '{{path}} is not what it was when its copy began.',
    why: 'A program is writing to it. The copy would be a mixture of old and new, so it was not put in place.',
    next: 'Try again when it is quiet, or stop what writes to it.',
  },
  'files.target-changed': {
    title: 'Somebody else has changed the file',
    what: '{{path}} on {{side}} is not as it was when you opened it.',
    why: 'Putting your version there would undo the other change.',
    next: 'Compare the two, then overwrite it or keep yours under another name.',
  },
  'files.checksum': {
    title: 'The copy is not the same as the original',
    what: 'The copy of {{path}} differs from it.',
    why: 'Bytes were changed on the way, by a disk, by memory, or by a program that wrote to one of the two. The copy was not put in place.',
    next: 'Try again. If it happens again, check the disks of both machines.',
  },
  'files.unsupported': {
    title: 'The server cannot do this',
    what: 'There is no way to do this to {{path}} on {{side}}.',
    why: 'Its file service does not offer this operation.',
    next: 'Do it in the terminal.',
  },
  'files.no-access': {
    title: 'The server gives no access to files',
    what: '{{node}} offers neither SFTP nor scp to your user.',
    why: 'Its SSH server has no sftp subsystem, and no scp or POSIX shell to take its place.',
    next: 'Have the line “Subsystem sftp internal-sftp” added to sshd_config on the node, or install OpenSSH’s programs there.',
  },
  'files.no-elevation': {
    title: 'No elevated access',
    what: '{{node}} did not start sftp-server through sudo.',
    why: 'sudo is missing, or asks for a password, or your user may not use it.',
    next: 'Allow your user to run sftp-server through sudo without a password, or go on without.',
  },
  'files.refused': {
    title: 'The system refused',
    what: 'This could not be done to {{path}} on {{side}}.',
    why: 'It gave no reason that Sallyport knows; its own words are below.',
    next: 'Read the details, then try again.',
  },
  'files.lost': {
    title: 'The connection ended before this was done',
    what: 'The connection to {{node}} ended while {{path}} was being worked on.',
    why: 'The network, the session or the server went away.',
    next: 'Connect again. Copies that were not finished go on by themselves.',
  },
} satisfies WordsOf<'files'>;
