@echo off
rem The command line: the app's own runtime, run as a plain Node. See docs/cli.md, "How it is shipped".
rem cmd.exe waits for programs without a console of their own only when a batch file starts them, as here.
setlocal DisableDelayedExpansion
set "SALLYPORT_LAUNCHER=%~f0"
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Sallyport.exe" "%~dp0..\app.asar\out\main\cli.cjs" %*
exit /b %ERRORLEVEL%
