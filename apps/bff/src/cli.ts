#!/usr/bin/env node
import { createCommandLog } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { runCommand } from './cli/run.ts';

// `npx watchfloor <command>`, or `node apps/bff/src/cli.ts <command>`.
const complain = (line: string) => void process.stderr.write(`${line}\n`);
const output = {
  print: (line: string) => void process.stdout.write(`${line}\n`),
  log: createCommandLog((line) => process.stderr.write(line)),
};
process.exitCode = await runCommand(commands, process.argv.slice(2), output, complain);
