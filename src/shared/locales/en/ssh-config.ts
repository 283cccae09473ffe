/** Plain ssh: the block in ~/.ssh/config. */
export const sshConfigWords = {
  sshConfig: {
    title: 'Plain ssh, scp, rsync, git and editors',
    about:
      'A marked block in your ssh configuration lets every program that uses OpenSSH reach nodes through Session Manager.',
    form: 'Form',
    forms: {
      sallyport: 'Sallyport',
      'aws-sh': 'AWS CLI and plugin, with sh',
      'aws-powershell': 'AWS CLI and plugin, with PowerShell',
    },
    system: 'System',
    systems: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
    account: 'Profile',
    accounts: {
      all: 'all of this app’s sources',
      any: 'as in the environment',
      source: '{{profile}}, {{region}}',
    },
    notes: {
      sallyport:
        'Ids of nodes are host names then, and so are their names with “.sallyport” behind them. Host keys are kept by the node’s id; those that this app trusts are known to ssh.',
      aws: 'As AWS documents it. It needs the AWS CLI and the session-manager-plugin in the PATH.',
      all: 'Nodes are looked for in all profiles and regions of this app, unless AWS_PROFILE or keys in the environment say otherwise at the time of connecting.',
      account:
        'With “as in the environment”, AWS_PROFILE and AWS_REGION count at the time of connecting, as with the AWS CLI.',
    },
    try: 'Then, for example',
    change: 'What changes in {{file}}',
    changeNew: 'What {{file}} will hold',
    removal: 'What is taken out of {{file}}',
    text: 'The lines, to copy',
    kept: 'The file as it is now is kept beside it, as {{name}} with the time.',
    notForHere: 'This form is for another system, so it can only be copied from here.',
    installed: 'The block is there as shown.',
    written: 'Written to {{file}}.',
    removed: 'Taken out of {{file}}.',
    copyKept: 'The file as it was: {{copy}}',
    obstacle: {
      appimage:
        'This app runs from an AppImage, which lies somewhere else at every start: no path to its command would stay right. Unpack the tar.gz or install the package, or copy these lines and put a “sallyport” of your own into the PATH.',
      'disk-image':
        'This app runs from a disk image or from where it was downloaded to. Move it to Applications and open it from there, or copy these lines and put a “sallyport” of your own into the PATH.',
      development:
        'This app runs from its sources, where Windows has no command that ssh could start. The lines work where “sallyport” is in the PATH.',
      missing:
        'The “sallyport” command is not where it should be in this installation. The lines work where one is in the PATH.',
    },
    write: 'Write the block',
    update: 'Update the block',
    remove: 'Remove the block…',
    removeNow: 'Remove the block',
    back: 'Back',
    copy: 'Copy lines',
  },
};
